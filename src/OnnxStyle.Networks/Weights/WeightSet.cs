using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>Named tensors with the metadata of the file they came from, in the file's order.</summary>
public sealed class WeightSet
{
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    /// <summary>The tensor names in the order of the file.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Free text by key: architecture, preprocessing, licence, origin.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    public Tensor this[string name] => tensors[name];

    /// <summary>Adds a tensor at the end. The tensor is not copied.</summary>
    /// <exception cref="ArgumentException">There is a tensor of this name.</exception>
    public void Add(string name, Tensor tensor)
    {
        tensors.Add(name, tensor);
        names.Add(name);
    }

    /// <summary>The shapes by name.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes() => tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Shape, StringComparer.Ordinal);

    /// <summary>The same set with every floating-point tensor in another precision. Tensors that have it are not copied.</summary>
    /// <param name="type">Float32 or Float16.</param>
    /// <exception cref="WeightFormatException">A value is too large for float16.</exception>
    public WeightSet InPrecision(ElementType type)
    {
        WeightSet result = new();
        foreach (string name in names)
        {
            Tensor tensor = tensors[name];
            bool isFloat = tensor.ElementType is ElementType.Float32 or ElementType.Float16 or ElementType.Float64;
            result.Add(name, isFloat ? WeightConversion.To(tensor, type, name) : tensor);
        }

        foreach (KeyValuePair<string, string> pair in Metadata) result.Metadata.Add(pair);
        return result;
    }
}
