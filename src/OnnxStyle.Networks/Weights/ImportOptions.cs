using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>What an import cannot read off a weight file.</summary>
public sealed record ImportOptions
{
    /// <summary>What images looked like to the network. <see cref="WeightConvention.Stated"/> takes it from the file's metadata and is an error where there is none.</summary>
    public WeightConvention Convention { get; init; } = WeightConvention.Stated;

    /// <summary>Float32 or Float16 for the file that is written.</summary>
    public ElementType Precision { get; init; } = ElementType.Float32;

    /// <summary>The licence of the weights, for the metadata; empty keeps what the file says.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Who made the weights, for the metadata; empty keeps what the file says.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Convention)) problems.Add($"Convention must be Stated, CaffeBgr, CaffeRgb or TorchVision, and is {Convention}");
        if (Precision is not (ElementType.Float32 or ElementType.Float16)) problems.Add($"Precision must be Float32 or Float16, and is {Precision}");
        OptionsException.ThrowIfAny(nameof(ImportOptions), problems);
    }
}
