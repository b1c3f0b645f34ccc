using OnnxStyle.Runtime;

namespace OnnxStyle.Operators.Binding;

/// <summary>The caller alone.</summary>
internal sealed class OneThread : ITeam
{
    private OneThread()
    {
    }

    public static OneThread Team { get; } = new();

    public int Threads => 1;

    public void For(int count, IParallelWork work)
    {
        for (int i = 0; i < count; i++) work.Do(i);
    }
}
