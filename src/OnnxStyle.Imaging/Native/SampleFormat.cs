namespace OnnxStyle.Imaging.Native;

/// <summary>VipsBandFormat: the type of one sample. Only those that this room names.</summary>
internal enum SampleFormat
{
    UInt8 = 0,
    UInt16 = 2,
    Float = 6,
    Double = 8,
}
