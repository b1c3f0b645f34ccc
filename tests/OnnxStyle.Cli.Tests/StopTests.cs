namespace OnnxStyle.Cli.Tests;

/// <summary>What is said at Ctrl-C is what happens then.</summary>
public sealed class StopTests : IDisposable
{
    private readonly Samples samples = new();

    public void Dispose() => samples.Dispose();

    [Theory]
    [InlineData("stylize {0}/content.png {0}/style.png --scales none", "the best picture so far and a checkpoint will be written", true)]
    [InlineData("reconstruct {0}/content.png --layer conv2_1", "the best picture so far will be written; this method has no checkpoints", false)]
    [InlineData("texture {0}/style.png --layers conv1_1,pool1", "the best picture so far will be written; this method has no checkpoints", false)]
    public async Task What_is_kept_is_said_and_kept(string words, string said, bool checkpoint)
    {
        string output = samples.At("out.png");
        using CancellationTokenSource stop = new();
        Hook error = new(" 10 %", stop.Cancel);
        string[] line = [.. words.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' '), "--encoder", "encoder", "--size", "48", "--iterations", "50", "-o", output];
        StringWriter written = new();
        ExitCode code = await CommandLineProgram.InvokeAsync(line, written, error, cancellationToken: stop.Token);
        Assert.True(code == ExitCode.Cancelled, error.ToString());
        Assert.Contains($"Stopping: {said}. Once more ends at once.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(output, written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1]);
        Assert.True(File.Exists(output));
        Assert.Equal(checkpoint, File.Exists(samples.At("out.checkpoint")));
    }

    [Theory]
    [InlineData("stylize {0}/content.png {0}/style.png -o {0}/content.png")]
    [InlineData("stylize {0}/content.png {0}/style.png -o {0}/x/../style.png")]
    [InlineData("stylize {0}/content.png {0}/style.png --freeze {0}/f.png -o {0}/f.png")]
    [InlineData("stylize {0}/content.png {0}/style.png --init {0}/f.png -o {0}/f.png")]
    [InlineData("reconstruct {0}/content.png -o {0}/content.png")]
    [InlineData("texture {0}/content.png -o {0}/content.png")]
    [InlineData("figure {0}/content.png {0}/style.png -o {0}/style.png")]
    public async Task An_input_is_never_overwritten(string words)
    {
        byte[] content = File.ReadAllBytes(samples.Content), style = File.ReadAllBytes(samples.Style);
        (ExitCode code, string output, string error) = await Shell.Run(words.Replace("{0}", samples.Folder, StringComparison.Ordinal).Split(' '));
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("is an input, too", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(samples.Content));
        Assert.Equal(style, File.ReadAllBytes(samples.Style));
    }

    [Fact]
    public async Task An_input_behind_a_link_is_not_overwritten_either()
    {
        string link = samples.At("link.png");
        try
        {
            File.CreateSymbolicLink(link, samples.Content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"Links cannot be made here: {error.Message}");
        }

        Assert.Equal(ExitCode.Usage, (await Shell.Run("reconstruct", samples.Content, "-o", link)).Code);
    }
}
