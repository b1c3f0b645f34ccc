namespace OnnxStyle.Cli;

/// <summary>What the process returns. Scripts may rely on the numbers.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>A bug in this program; <c>--verbose</c> shows its trace.</summary>
    InternalError = 1,

    /// <summary>The command line or its options do not work: an unknown word, a value out of its range, a layer that is not there, a loss that is not finite.</summary>
    Usage = 2,

    /// <summary>A file that was given is missing, damaged or of another kind.</summary>
    BadInputFile = 3,

    /// <summary>A model is missing, damaged or could not be fetched.</summary>
    BadModel = 4,

    /// <summary>A native library, the device or the database is missing or failed.</summary>
    BadDevice = 5,

    /// <summary>A result could not be written.</summary>
    CannotWrite = 6,

    /// <summary>Stopped by Ctrl-C; what was done so far is kept.</summary>
    Cancelled = 130,
}
