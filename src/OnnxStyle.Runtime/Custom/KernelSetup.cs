using OnnxStyle.Runtime.Native;

namespace OnnxStyle.Runtime;

/// <summary>What a kernel may know of its node while it is made.</summary>
public sealed class KernelSetup
{
    private readonly OrtApi api;
    private readonly nint info;

    internal KernelSetup(OrtApi api, nint info, int threads)
    {
        this.api = api;
        this.info = info;
        Threads = threads;
        NodeName = api.NodeName(info);
    }

    /// <summary>The node's name.</summary>
    public string NodeName { get; }

    /// <summary>The threads of the session, the caller's among them; at least 1.</summary>
    public int Threads { get; }

    /// <summary>An integer attribute.</summary>
    /// <exception cref="RuntimeException">The node has none of that name.</exception>
    public long Int(string name) => api.IntAttribute(info, name);

    /// <summary>A number attribute.</summary>
    /// <exception cref="RuntimeException">The node has none of that name.</exception>
    public float Float(string name) => api.FloatAttribute(info, name);

    /// <summary>An attribute of integers.</summary>
    /// <exception cref="RuntimeException">The node has none of that name.</exception>
    public long[] Ints(string name) => api.IntsAttribute(info, name);

    /// <summary>A text attribute.</summary>
    /// <exception cref="RuntimeException">The node has none of that name.</exception>
    public string Text(string name) => api.TextAttribute(info, name);
}
