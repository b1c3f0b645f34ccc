namespace OnnxStyle.Recommender;

/// <summary>Reads the files of a survey.</summary>
internal static class SurveyFile
{
    /// <summary>All bytes of a file without a byte order mark.</summary>
    /// <exception cref="SurveyFileException">It is missing, unreadable or empty.</exception>
    public static byte[] ReadAllBytes(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes is [0xEF, 0xBB, 0xBF, ..]) bytes = bytes[3..];
            if (bytes.All(value => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) throw new SurveyFileException(path, null, "is empty; save it again from where it came");
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SurveyFileException(path, null, "is not there; check the path", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SurveyFileException(path, null, Directory.Exists(path) ? "is a folder; name a file" : $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }
}
