namespace OnnxStyle.Cli.Tests;

/// <summary>Collects lines, and does something as soon as one of them holds a text: how tests press Ctrl-C at a known moment.</summary>
internal sealed class Hook(string text, Action act) : StringWriter
{
    private bool done;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (done || value?.Contains(text, StringComparison.Ordinal) != true) return;
        done = true;
        act();
    }
}
