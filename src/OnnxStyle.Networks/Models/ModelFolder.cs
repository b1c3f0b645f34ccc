namespace OnnxStyle.Networks;

/// <summary>The folder that holds installed models, one <c>NAME.safetensors</c> each.</summary>
public static class ModelFolder
{
    /// <summary>The environment variable that names another home than the user's data folder.</summary>
    public const string HomeVariable = "ONNXSTYLE_HOME";

    /// <summary>
    /// <c>$ONNXSTYLE_HOME/models</c> where the variable is set, otherwise <c>onnxstyle/models</c> in the user's local application data
    /// (<c>~/.local/share</c> on Linux, <c>~/Library/Application Support</c> on macOS, <c>%LOCALAPPDATA%</c> on Windows). It need not exist.
    /// </summary>
    public static string Default
    {
        get
        {
            string? home = Environment.GetEnvironmentVariable(HomeVariable);
            if (string.IsNullOrEmpty(home))
            {
                string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
                home = Path.Combine(data.Length > 0 ? data : AppContext.BaseDirectory, "onnxstyle");
            }

            return Path.Combine(Path.GetFullPath(home), "models");
        }
    }

    /// <summary>The names of the models in a folder, sorted. Empty where there is no such folder.</summary>
    /// <param name="folder">The folder; null for <see cref="Default"/>.</param>
    public static IReadOnlyList<string> Installed(string? folder = null)
    {
        folder ??= Default;
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The file of a model in a folder, whether it is there or not.</summary>
    /// <param name="name">The model's name; no path.</param>
    /// <param name="folder">The folder; null for <see cref="Default"/>.</param>
    /// <exception cref="ArgumentException">The name is empty or holds a separator.</exception>
    public static string PathOf(string name, string? folder = null)
    {
        if (string.IsNullOrWhiteSpace(name) || Path.GetFileName(name) != name) throw new ArgumentException($"'{name}' is no name of a model.", nameof(name));
        return Path.Combine(folder ?? Default, name + ".safetensors");
    }
}
