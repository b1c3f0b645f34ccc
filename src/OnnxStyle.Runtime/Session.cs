using OnnxStyle.Runtime.Native;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>
/// A model ready to run. Tensors are bound to its inputs and outputs once and are then read and written in place: change an
/// input's elements, call <see cref="Run"/>, read the outputs. A run over bound tensors allocates no managed memory.
/// </summary>
/// <remarks>All methods may be called from any thread; they wait for a run that is going on. Only cancellation does not wait.</remarks>
public sealed partial class Session : IDisposable
{
    private readonly Lock gate = new();
    private readonly OrtApi api;
    private readonly OrtEnvironment environment;
    private readonly bool onProcessor;
    private readonly Slot[] inputSlots = [];
    private readonly Slot[] outputSlots = [];
    private readonly OperatorDomain? operators;
    private nint session;
    private nint runOptions;
    private nint binding;
    private int missingInputs;
    private int boundOutputs;
    private bool profiling;

    private Session(OrtApi api, SessionOptions options, string name, Func<OrtEnvironment, nint, nint> create)
    {
        Name = name;
        Options = options;
        this.api = api;
        onProcessor = Providers.IsProcessor(options.Provider);
        environment = OrtEnvironment.Get(api); // before any provider is added, or the library has no logger
        nint handle = 0;
        try
        {
            handle = OptionsHandle(api, options);
            if (options.Operators.Count > 0)
            {
                operators = new OperatorDomain(api, options.Operators, ThreadsOf(options));
                operators.AddTo(handle);
            }

            try
            {
                session = create(environment, handle);
            }
            catch (RuntimeException e) when (Providers.Explain(api, options, e) is { } deviceError)
            {
                throw deviceError;
            }

            runOptions = api.Create(OrtSlot.CreateRunOptions, "Preparing the session");
            binding = api.CreateBinding(session);
            SessionValue[] inputs = api.Values(session, inputs: true), outputs = api.Values(session, inputs: false);
            Inputs = inputs;
            Outputs = outputs;
            inputSlots = Array.ConvertAll(inputs, v => new Slot(v));
            outputSlots = Array.ConvertAll(outputs, v => new Slot(v));
            missingInputs = inputs.Length;
            profiling = options.ProfilePath is not null;
            NativeHeap.Trim(); // making a session frees twice the size of its weights
        }
        catch
        {
            Free();
            GC.SuppressFinalize(this);
            throw;
        }
        finally
        {
            api.Release(OrtSlot.ReleaseSessionOptions, handle);
        }
    }

    /// <summary>Frees the native memory of a session that nobody disposed.</summary>
    ~Session() => Free();

    /// <summary>The path or the graph's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The options that the session was made with.</summary>
    public SessionOptions Options { get; }

    /// <summary>The inputs, in the model's order.</summary>
    public IReadOnlyList<SessionValue> Inputs { get; } = [];

    /// <summary>The outputs, in the model's order.</summary>
    public IReadOnlyList<SessionValue> Outputs { get; } = [];

    /// <summary>
    /// Binds a tensor to an input; a tensor bound before is let go. The session reads its memory in every run and keeps a
    /// reference to it. On another device than the processor the elements are copied there.
    /// </summary>
    /// <param name="name">The input's name.</param>
    /// <param name="tensor">The tensor, with the input's element type and extents.</param>
    /// <param name="refresh">On another device: whether to copy the elements before each run (true), or only now.</param>
    /// <exception cref="RuntimeException">There is no such input.</exception>
    /// <exception cref="ShapeException">The tensor has another element type or shape.</exception>
    public void BindInput(string name, Tensor tensor, bool refresh = true)
    {
        lock (gate)
        {
            Slot slot = Find(inputSlots, "input", name, tensor);
            bool first = slot.Tensor is null;
            Bind(OrtSlot.BindInput, slot, tensor, "Binding an input");
            slot.Refresh = refresh && !onProcessor;
            if (first) missingInputs--;
        }
    }

    /// <summary>
    /// Binds a tensor to an output; a tensor bound before is let go. The session writes into its memory in every run and keeps a
    /// reference to it. Outputs that are not bound are not computed.
    /// </summary>
    /// <param name="name">The output's name.</param>
    /// <param name="tensor">The tensor, with the output's element type and extents.</param>
    /// <exception cref="RuntimeException">There is no such output.</exception>
    /// <exception cref="ShapeException">The tensor has another element type or shape.</exception>
    public void BindOutput(string name, Tensor tensor)
    {
        lock (gate)
        {
            Slot slot = Find(outputSlots, "output", name, tensor);
            bool first = slot.Tensor is null;
            Bind(OrtSlot.BindOutput, slot, tensor, "Binding an output");
            if (first) boundOutputs++;
        }
    }

    /// <summary>Runs the graph over the bound tensors and returns when the outputs are written.</summary>
    /// <param name="cancellationToken">
    /// Stops the run between two nodes; the outputs are then undefined and the session can run again. A run that finishes first
    /// counts.
    /// </param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="RuntimeException">An input is not bound, no output is, or a node failed.</exception>
    public void Run(CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(session == 0, this);
            cancellationToken.ThrowIfCancellationRequested();
            if (missingInputs > 0 || boundOutputs == 0) throw NotBound();
            if (cancellationToken.CanBeCanceled) RunCancellable(cancellationToken);
            else RunBound(cancellationToken);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Ends the profile that <see cref="SessionOptions.ProfilePath"/> began.</summary>
    /// <returns>The path of the file; <see cref="ProfileReader"/> reads it.</returns>
    /// <exception cref="RuntimeException">No profile is being taken.</exception>
    public string EndProfiling()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(session == 0, this);
            if (!profiling) throw new RuntimeException(RuntimeStatus.InvalidArgument, $"Ending the profile of '{Name}'", "none is being taken; set ProfilePath when the session is made");
            profiling = false;
            string path = api.EndProfiling(session);
            GC.KeepAlive(this);
            return path;
        }
    }

    /// <summary>Waits for a run that is going on, frees the native memory and lets the tensors go. May be called again.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            bool held = session != 0;
            Free();
            if (held) NativeHeap.Trim();
        }

        GC.SuppressFinalize(this);
    }

    private void RunCancellable(CancellationToken cancellationToken)
    {
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static s => ((Session)s!).Terminate(), this);
        try
        {
            RunBound(cancellationToken);
        }
        finally
        {
            registration.Dispose(); // waits for a callback that is going on, so nothing sets the flag after this
            api.Call(OrtSlot.RunOptionsUnsetTerminate, runOptions, "Making the session ready again");
        }
    }

    private void RunBound(CancellationToken cancellationToken)
    {
        if (!onProcessor) Refresh();
        nint status = api.RunRaw(session, runOptions, binding);
        if (status != 0)
        {
            RuntimeException error = api.Failure(status, $"Running '{Name}'");
            if (cancellationToken.IsCancellationRequested) throw new OperationCanceledException($"The run of '{Name}' was cancelled.", error, cancellationToken);
            throw error;
        }

        if (!onProcessor) api.Call(OrtSlot.SynchronizeBoundOutputs, binding, "Waiting for the device");
    }

    /// <summary>Copies inputs to the device again: the library copies when a tensor is bound, not when the graph runs.</summary>
    private void Refresh()
    {
        foreach (Slot slot in inputSlots)
            if (slot.Refresh) api.Bind(OrtSlot.BindInput, binding, slot.NameText, slot.Handle, "Copying an input to the device");
        api.Call(OrtSlot.SynchronizeBoundInputs, binding, "Copying inputs to the device");
    }

    private void Terminate()
    {
        nint status = api.CallRaw(OrtSlot.RunOptionsSetTerminate, runOptions);
        api.Release(OrtSlot.ReleaseStatus, status);
    }

    private Slot Find(Slot[] slots, string kind, string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ObjectDisposedException.ThrowIf(session == 0, this);
        Slot slot = Array.Find(slots, s => s.Value.Name == name)
            ?? throw new RuntimeException(RuntimeStatus.InvalidArgument, $"Binding '{name}'", $"'{Name}' has no {kind} of that name; it has {string.Join(", ", slots.Select(s => $"'{s.Value.Name}'"))}");
        return slot.Value.Takes(tensor) ? slot : throw new ShapeException($"{kind} '{name}' of '{Name}'", $"{slot.Value}", $"{tensor}");
    }

    private void Bind(OrtSlot function, Slot slot, Tensor tensor, string doing)
    {
        nint value = api.CreateValue(environment.MemoryInfo, tensor);
        try
        {
            api.Bind(function, binding, slot.NameText, value, doing);
        }
        catch
        {
            api.Release(OrtSlot.ReleaseValue, value);
            throw;
        }

        api.Release(OrtSlot.ReleaseValue, slot.Handle);
        slot.Handle = value;
        slot.Tensor = tensor;
        GC.KeepAlive(this);
    }

    private RuntimeException NotBound()
    {
        string[] missing = [.. inputSlots.Where(s => s.Tensor is null).Select(s => $"'{s.Value.Name}' ({s.Value})")];
        return new RuntimeException(RuntimeStatus.InvalidArgument, $"Running '{Name}'",
            missing.Length > 0 ? $"inputs without a tensor: {string.Join(", ", missing)}; call BindInput for each" : "no output has a tensor; call BindOutput for at least one");
    }

    private void Free()
    {
        foreach (Slot slot in inputSlots.Concat(outputSlots))
        {
            api.Release(OrtSlot.ReleaseValue, slot.Handle);
            slot.Handle = 0;
            slot.Tensor = null;
        }

        api.Release(OrtSlot.ReleaseIoBinding, binding);
        api.Release(OrtSlot.ReleaseRunOptions, runOptions);
        api.Release(OrtSlot.ReleaseSession, session);
        session = runOptions = binding = 0;
        operators?.Free();
    }

    /// <summary>One input or output: what it takes, and what is bound to it.</summary>
    private sealed class Slot(SessionValue value)
    {
        public SessionValue Value { get; } = value;

        public byte[] NameText { get; } = OrtApi.Utf8(value.Name);

        public nint Handle { get; set; }

        public Tensor? Tensor { get; set; }

        public bool Refresh { get; set; }
    }
}
