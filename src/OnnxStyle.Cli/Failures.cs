using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Optimization;
using OnnxStyle.Recommender;
using OnnxStyle.Recommender.Postgres;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;
using OnnxStyle.Training;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli;

/// <summary>Turns an exception into one sentence on stderr and an exit code.</summary>
internal static class Failures
{
    public static ExitCode Report(Exception error, Terminal terminal)
    {
        ExitCode code = CodeOf(error);
        if (code == ExitCode.Cancelled) terminal.Error.WriteLine("Stopped.");
        else if (code == ExitCode.InternalError) terminal.Error.WriteLine($"Internal error, please report it: {error.GetType().Name}: {error.Message}{(terminal.Verbose ? "" : " (--verbose shows where)")}");
        else terminal.Error.WriteLine($"Error: {OneLine(MessageOf(error))}");
        if (terminal.Verbose && code != ExitCode.Cancelled) terminal.Error.WriteLine(error);
        return code;
    }

    public static ExitCode CodeOf(Exception error) => error switch
    {
        OperationCanceledException => ExitCode.Cancelled,
        ImageFormatException or InputFileException or OnnxFormatException or OptimizerStateException or CheckpointException or TrainingCheckpointException or PictureListException or CatalogueException or IndexFormatException or SurveyFileException => ExitCode.BadInputFile,
        ModelMissingException or WeightFormatException or DownloadException or EmbeddingModelException or ClassifierFileException => ExitCode.BadModel,
        LibraryException or ImagingLibraryException or DeviceException or KernelDeviceException or RuntimeException or StoreException => ExitCode.BadDevice,
        FileWriteException or IOException or UnauthorizedAccessException => ExitCode.CannotWrite,
        OnnxStyleException => ExitCode.Usage,
        _ => ExitCode.InternalError,
    };

    // The library names its properties; who types a command knows its options.
    private static string MessageOf(Exception error)
    {
        if (error is IOException or UnauthorizedAccessException) return $"The output could not be written: {error.Message.TrimEnd('.')}. Free the disk, or open what stdout and stderr lead to.";
        if (error is not OptionsException options) return error.Message;
        string?[] translated = [.. options.Problems.Select(OptionNames.Translate)];
        return translated.All(problem => problem is not null) ? $"{string.Join("; ", translated)}." : error.Message;
    }

    private static string OneLine(string message) => string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
