namespace OnnxStyle.Runtime.Native;

/// <summary>The operators of our own that one session knows. Freed after the session: its kernels call back until then.</summary>
internal sealed unsafe class OperatorDomain
{
    private readonly OrtApi api;
    private readonly List<OperatorEntry> entries = [];
    private nint handle;

    public OperatorDomain(OrtApi api, IReadOnlyList<CustomOperator> operators, int threads)
    {
        this.api = api;
        try
        {
            handle = api.CreateDomain(CustomOperator.Domain);
            foreach (CustomOperator one in operators)
            {
                OperatorEntry entry = new(api, one, threads);
                entries.Add(entry);
                api.AddToDomain(handle, entry.Struct);
            }
        }
        catch
        {
            Free();
            throw;
        }
    }

    /// <summary>Lets the session that is made with these options know the operators.</summary>
    public void AddTo(nint options) => api.AddDomain(options, handle);

    /// <summary>Frees the domain and its operators. May be called again, and from a finalizer.</summary>
    public void Free()
    {
        api.Release(OrtSlot.ReleaseCustomOpDomain, handle);
        handle = 0;
        foreach (OperatorEntry entry in entries) entry.Free();
        entries.Clear();
    }
}
