namespace OnnxStyle.Runtime;

/// <summary>The warnings and errors that ONNX Runtime reports, instead of on the error stream. The last 200 are kept. Safe on any thread.</summary>
public static class RuntimeLog
{
    private const int Kept = 200;
    private static readonly Lock Gate = new();
    private static readonly Queue<RuntimeMessage> Messages = new();

    /// <summary>Raised for each message, on the thread that reports it. A listener must be quick; what it throws is dropped.</summary>
    public static event Action<RuntimeMessage>? Received;

    /// <summary>The kept messages, oldest first, as a new array.</summary>
    public static RuntimeMessage[] Recent()
    {
        lock (Gate) return [.. Messages];
    }

    internal static void Add(RuntimeMessage message)
    {
        lock (Gate)
        {
            if (Messages.Count == Kept) Messages.Dequeue();
            Messages.Enqueue(message);
        }

        Received?.Invoke(message);
    }
}
