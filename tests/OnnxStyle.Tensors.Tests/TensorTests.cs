using OnnxStyle.Tensors;

namespace OnnxStyle.Tensors.Tests;

public sealed class TensorTests
{
    [Theory]
    [InlineData(new long[] { })]
    [InlineData(new long[] { 0 })]
    [InlineData(new long[] { 1, 3, 5, 7 })]
    [InlineData(new long[] { 17, 13 })]
    public void Memory_is_aligned_and_zero(long[] dims)
    {
        Tensor<float> tensor = new(new Shape(dims));
        Assert.Equal(0, tensor.Address % 64);
        Assert.Equal(tensor.Shape.ElementCount, tensor.Span.Length);
        Assert.True(tensor.Span.IndexOfAnyExcept(0f) < 0);
    }

    [Fact]
    public void Address_is_where_the_span_is_after_collections()
    {
        Tensor<int> tensor = new(new Shape(3), [5, 7, 11]);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        unsafe
        {
            Assert.Equal(7, ((int*)tensor.Address)[1]);
        }
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Int64)]
    [InlineData(ElementType.Int32)]
    [InlineData(ElementType.UInt8)]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Boolean)]
    public void Every_element_type_can_be_created_by_name(ElementType type)
    {
        Tensor tensor = Tensor.Create(type, new Shape(2, 3));
        Assert.Equal(type, tensor.ElementType);
        Assert.Equal(6 * type.SizeBytes(), tensor.ByteCount);
    }

    [Fact]
    public void Wrong_number_of_values_is_a_shape_error() =>
        Assert.Equal("Tensor: expected 6 values for [2, 3], found 5.", Assert.Throws<ShapeException>(() => new Tensor<float>(new Shape(2, 3), new float[5])).Message);

    [Theory]
    [InlineData(new long[] { 2, 1, 5 }, new long[] { 3, 1 }, new long[] { 2, 3, 5 })]
    [InlineData(new long[] { }, new long[] { 4 }, new long[] { 4 })]
    [InlineData(new long[] { 7, 1 }, new long[] { 1, 2 }, new long[] { 7, 2 })]
    public void Broadcast_follows_numpy(long[] left, long[] right, long[] expected)
    {
        Assert.Equal(new Shape(expected), Shape.Broadcast(new Shape(left), new Shape(right)));
        Assert.Equal(new Shape(expected), Shape.Broadcast(new Shape(right), new Shape(left)));
    }

    [Fact]
    public void Broadcast_refuses_unequal_extents() =>
        Assert.Throws<ShapeException>(() => Shape.Broadcast(new Shape(2, 3), new Shape(4)));

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 0)]
    public void Axis_counts_from_the_end(long axis, int expected) => Assert.Equal(expected, new Shape(5, 6, 7).Axis(axis));

    [Theory]
    [InlineData(3)]
    [InlineData(-4)]
    public void Axis_outside_is_an_error(long axis) => Assert.Throws<ShapeException>(() => new Shape(5, 6, 7).Axis(axis));
}
