namespace OnnxStyle.Training;

/// <summary>How the decoder of an autoencoder sees the picture.</summary>
public enum AutoencoderArchitecture
{
    /// <summary>Through the code alone: whatever it restores is in the code.</summary>
    Plain,

    /// <summary>Through the code and the encoder's maps beside it (Ronneberger, Fischer and Brox 2015): sharper, but the code need not hold much.</summary>
    UNet,
}
