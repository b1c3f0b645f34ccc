using OnnxStyle.Runtime.Native;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <content>Shapes that only a run can tell.</content>
public sealed partial class Session
{
    /// <summary>
    /// Runs the graph once over the bound inputs and gives the shape of an output, for models whose outputs have free extents: a tensor of that shape can then be
    /// bound. What is bound stays as it is, and no bound output is written.
    /// </summary>
    /// <param name="output">The output's name.</param>
    /// <exception cref="RuntimeException">There is no such output, an input is not bound, or a node failed.</exception>
    public Shape ShapeOf(string output)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(session == 0, this);
            Slot slot = Array.Find(outputSlots, s => s.Value.Name == output)
                ?? throw new RuntimeException(RuntimeStatus.InvalidArgument, $"Asking for '{output}'", $"'{Name}' has no output of that name; it has {string.Join(", ", outputSlots.Select(s => $"'{s.Value.Name}'"))}");
            if (missingInputs > 0) throw NotBound();
            nint scratch = api.CreateBinding(session);
            try
            {
                foreach (Slot input in inputSlots) api.Bind(OrtSlot.BindInput, scratch, input.NameText, input.Handle, "Binding an input");
                api.Bind(OrtSlot.BindOutputToDevice, scratch, slot.NameText, environment.MemoryInfo, "Binding an output");
                nint status = api.RunRaw(session, runOptions, scratch);
                if (status != 0) throw api.Failure(status, $"Running '{Name}'");
                return new Shape(api.BoundShape(scratch));
            }
            finally
            {
                api.Release(OrtSlot.ReleaseIoBinding, scratch);
                GC.KeepAlive(this);
            }
        }
    }
}
