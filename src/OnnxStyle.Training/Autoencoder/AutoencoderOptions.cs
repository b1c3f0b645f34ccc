using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The shape of an autoencoder. The defaults are the document's: 128x128x3 to 64 numbers and back.</summary>
public sealed record AutoencoderOptions
{
    /// <summary>What the decoder sees.</summary>
    public AutoencoderArchitecture Architecture { get; init; }

    /// <summary>Pixels of a picture's side, a multiple of 64 up to 512.</summary>
    public int Side { get; init; } = 128;

    /// <summary>Channels of the three convolutions; each is followed by 4x4 average pooling and a ReLU.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [64, 128, 256];

    /// <summary>Numbers in the code, 1 to 4096.</summary>
    public int Code { get; init; } = 64;

    /// <summary>Where the initial weights start.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Architecture)) problems.Add($"Architecture is {(int)Architecture}; Plain or UNet is possible");
        if (Side is < 64 or > 512 || Side % 64 != 0) problems.Add($"Side must be a multiple of 64 from 64 to 512, it is {Side}: three poolings divide it by 4 each");
        if (Channels.Count != 3 || Channels.Any(c => c is < 1 or > 1024)) problems.Add($"Channels must be three numbers from 1 to 1024, they are {string.Join(',', Channels)}");
        if (Code is < 1 or > 4096) problems.Add($"Code must be 1 to 4096, it is {Code}");
        OptionsException.ThrowIfAny(nameof(AutoencoderOptions), problems);
    }
}
