using OnnxStyle.Runtime;

namespace OnnxStyle.Operators.Tests;

/// <summary>Skips a test where the native library is missing, with the reason that a user would read.</summary>
internal static class Library
{
    public static void Require()
    {
        if (!OrtLibrary.TryLoad(out string problem)) Assert.Skip(problem);
    }
}
