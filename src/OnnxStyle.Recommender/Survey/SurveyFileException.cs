using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>A file of a survey (key, answers or counts) cannot be used. Remedy: see the message.</summary>
public sealed class SurveyFileException : OnnxStyleException
{
    /// <summary>Makes an error about a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line that it is about, from 1; null: the whole file.</param>
    /// <param name="reason">What is wrong and what helps, as part of a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SurveyFileException(string path, int? line, string reason, Exception? innerException = null)
        : base(line is int number ? $"'{path}', line {number}: {reason}." : $"'{path}' {reason}.", innerException) => (Path, Line) = (path, line);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The line, from 1; null: the whole file.</summary>
    public int? Line { get; }
}
