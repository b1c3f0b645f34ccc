namespace OnnxStyle.Imaging.Native;

/// <summary>VipsInterpretation: what the samples mean. Only those that this room names.</summary>
internal enum Interpretation
{
    Multiband = 0,
    BlackWhite = 1,
    Lab = 13,
    Cmyk = 15,
    Labs = 21,
    Srgb = 22,
    Rgb16 = 25,
    Grey16 = 26,
    LinearFloat = 28,
}
