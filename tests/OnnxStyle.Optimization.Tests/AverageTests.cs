using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization.Tests;

public sealed class AverageTests
{
    [Fact]
    public void The_average_of_one_point_repeated_is_that_point()
    {
        ExponentialMovingAverage average = new(5);
        float[] x = [0.1f, -2, 3, 0, 1e6f], result = new float[5];
        for (int i = 0; i < 4; i++)
        {
            average.Update(x);
            average.CopyTo(result);
            for (int j = 0; j < 5; j++) Assert.Equal(x[j], result[j], Math.Abs(x[j]) * 1e-5);
        }
    }

    [Fact]
    public void The_average_of_two_points_is_worked_out_by_hand()
    {
        // decay 0.5: a = 0.25·x1 + 0.5·x2, over 1 - 0.25.
        ExponentialMovingAverage average = new(1, 0.5);
        average.Update([3]);
        average.Update([6]);
        float[] result = new float[1];
        average.CopyTo(result);
        Assert.Equal(5, result[0], 1e-6);
    }

    [Fact]
    public void A_restored_average_has_the_same_bits()
    {
        ExponentialMovingAverage average = new(3, 0.9), other = new(3, 0.9);
        for (int i = 0; i < 5; i++) average.Update([i, i * i, -i]);
        other.Restore(average.Capture());
        average.Update([1, 2, 3]);
        other.Update([1, 2, 3]);
        float[] a = new float[3], b = new float[3];
        average.CopyTo(a);
        other.CopyTo(b);
        Assert.Equal(a, b);
        Assert.Equal(6, other.Count);
        Assert.Throws<OptimizerStateException>(() => new ExponentialMovingAverage(3, 0.8).Restore(average.Capture()));
    }

    [Fact]
    public void The_average_refuses_what_does_not_fit()
    {
        ExponentialMovingAverage average = new(3);
        Assert.Throws<InvalidOperationException>(() => average.CopyTo(new float[3]));
        Assert.Throws<ShapeException>(() => average.Update(new float[2]));
        Assert.Throws<OptionsException>(() => new ExponentialMovingAverage(3, 1));
        average.Update([1, 2, 3]);
        average.Resample(a => [.. a, 0]);
        Assert.Equal(4, average.Length);
    }
}
