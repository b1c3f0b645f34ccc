using System.Runtime.InteropServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Native;

/// <content>Session options, sessions, their inputs and outputs, and bound runs.</content>
internal sealed unsafe partial class OrtApi
{
    /// <summary>Sets a key and a value among the settings of a session.</summary>
    public void AddConfiguration(nint options, string key, string value)
    {
        fixed (byte* k = Utf8(key), v = Utf8(value))
        {
            nint status = ((delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)Function(OrtSlot.AddSessionConfigEntry))(options, k, v);
            Check(status, $"Setting {key}");
        }
    }

    /// <summary>Makes a session write a profile to a file whose name starts with <paramref name="prefix"/>.</summary>
    public void EnableProfiling(nint options, string prefix)
    {
        fixed (byte* p = PathText(prefix))
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint>)Function(OrtSlot.EnableProfiling))(options, p), "Starting the profile");
    }

    /// <summary>
    /// Gives the elements of initializers that the model names but does not hold. They are read, and copied where they stay in
    /// use, while the session is made; neither the values nor the tensors are needed afterwards.
    /// </summary>
    public void AddWeights(nint options, nint memoryInfo, IReadOnlyList<KeyValuePair<string, Tensor>> weights)
    {
        const string Doing = "Handing over the weights";
        if (weights.Count == 0) return;
        nint[] values = new nint[weights.Count], names = new nint[weights.Count];
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                names[i] = Marshal.StringToCoTaskMemUTF8(weights[i].Key);
                values[i] = CreateValue(memoryInfo, weights[i].Value);
            }

            fixed (nint* v = values, n = names)
                Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint*, nuint, nint>)Function(OrtSlot.AddExternalInitializers))(options, n, v, (nuint)values.Length), Doing);
        }
        finally
        {
            foreach (nint value in values) Release(OrtSlot.ReleaseValue, value);
            foreach (nint name in names) Marshal.FreeCoTaskMem(name);
        }
    }

    /// <summary>Makes a session from the bytes of a model. They may be freed afterwards.</summary>
    public nint CreateSession(nint environment, ReadOnlySpan<byte> model, nint options, string doing)
    {
        nint session;
        fixed (byte* bytes = model)
        {
            nint status = ((delegate* unmanaged[Cdecl]<nint, byte*, nuint, nint, nint*, nint>)Function(OrtSlot.CreateSessionFromArray))(
                environment, bytes, (nuint)model.Length, options, &session);
            Check(status, doing);
        }

        return session;
    }

    /// <summary>Makes a session from a model file; external weights are looked up beside it.</summary>
    public nint CreateSession(nint environment, string path, nint options, string doing)
    {
        nint session;
        fixed (byte* p = PathText(path))
        {
            nint status = ((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint*, nint>)Function(OrtSlot.CreateSession))(environment, p, options, &session);
            Check(status, doing);
        }

        return session;
    }

    /// <summary>Reads the names, element types and extents of all inputs or all outputs.</summary>
    public SessionValue[] Values(nint session, bool inputs)
    {
        const string Doing = "Reading the inputs and outputs of the model";
        nuint count;
        OrtSlot counter = inputs ? OrtSlot.SessionGetInputCount : OrtSlot.SessionGetOutputCount;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Function(counter))(session, &count), Doing);
        SessionValue[] values = new SessionValue[(int)count];
        for (int i = 0; i < values.Length; i++)
        {
            nint type = 0;
            OrtSlot typer = inputs ? OrtSlot.SessionGetInputTypeInfo : OrtSlot.SessionGetOutputTypeInfo;
            Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)Function(typer))(session, (nuint)i, &type), Doing);
            try
            {
                values[i] = Value(Name(session, i, inputs ? OrtSlot.SessionGetInputName : OrtSlot.SessionGetOutputName), type);
            }
            finally
            {
                Release(OrtSlot.ReleaseTypeInfo, type);
            }
        }

        return values;
    }

    /// <summary>Makes a binding of a session.</summary>
    public nint CreateBinding(nint session)
    {
        nint binding;
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)Function(OrtSlot.CreateIoBinding))(session, &binding), "Preparing the session");
        return binding;
    }

    /// <summary>Makes a value over the memory of a tensor, which the caller keeps alive as long as the value.</summary>
    public nint CreateValue(nint memoryInfo, Tensor tensor)
    {
        nint value;
        fixed (long* dims = tensor.Shape.ToArray())
        {
            nint status = ((delegate* unmanaged[Cdecl]<nint, nint, nuint, long*, nuint, int, nint*, nint>)Function(OrtSlot.CreateTensorWithDataAsOrtValue))(
                memoryInfo, tensor.Address, (nuint)tensor.ByteCount, dims, (nuint)tensor.Shape.Rank, (int)tensor.ElementType, &value);
            Check(status, "Wrapping a tensor");
        }

        return value;
    }

    /// <summary>Binds a value to a name. The name ends in a zero byte. Allocates nothing on success.</summary>
    public void Bind(OrtSlot slot, nint binding, byte[] name, nint value, string doing)
    {
        fixed (byte* n = name)
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint, nint>)Function(slot))(binding, n, value), doing);
    }

    /// <summary>Runs a session over its binding and gives the status, null for success. Allocates nothing.</summary>
    public nint RunRaw(nint session, nint runOptions, nint binding) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)Function(OrtSlot.RunWithBinding))(session, runOptions, binding);

    /// <summary>The extents of the one output of a binding, after a run.</summary>
    public long[] BoundShape(nint binding)
    {
        const string Doing = "Reading the shape of an output";
        nint allocator = Create(OrtSlot.GetAllocatorWithDefaultOptions, Doing), info = 0;
        nint* values;
        nuint count;
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint**, nuint*, nint>)Function(OrtSlot.GetBoundOutputValues))(binding, allocator, &values, &count), Doing);
        nint value = values[0];
        try
        {
            Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)Function(OrtSlot.GetTensorTypeAndShape))(value, &info), Doing);
            return Extents(info, Doing);
        }
        finally
        {
            Release(OrtSlot.ReleaseTensorInfo, info);
            Release(OrtSlot.ReleaseValue, value);
            Check(((delegate* unmanaged[Cdecl]<nint, void*, nint>)Function(OrtSlot.AllocatorFree))(allocator, values), Doing);
        }
    }

    /// <summary>Ends the profile of a session and gives the path of the file.</summary>
    public string EndProfiling(nint session)
    {
        const string Doing = "Ending the profile";
        nint allocator = Create(OrtSlot.GetAllocatorWithDefaultOptions, Doing);
        byte* path;
        Check(((delegate* unmanaged[Cdecl]<nint, nint, byte**, nint>)Function(OrtSlot.SessionEndProfiling))(session, allocator, &path), Doing);
        return Take(allocator, path, Doing);
    }

    private static ElementType KnownType(int type)
    {
        ElementType known = (ElementType)type;
        return Enum.IsDefined(known) ? known : ElementType.Undefined;
    }

    private string Name(nint session, int index, OrtSlot slot)
    {
        const string Doing = "Reading a name";
        nint allocator = Create(OrtSlot.GetAllocatorWithDefaultOptions, Doing);
        byte* name;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint, byte**, nint>)Function(slot))(session, (nuint)index, allocator, &name), Doing);
        return Take(allocator, name, Doing);
    }

    private string Take(nint allocator, byte* text, string doing)
    {
        string result = Text(text);
        Check(((delegate* unmanaged[Cdecl]<nint, byte*, nint>)Function(OrtSlot.AllocatorFree))(allocator, text), doing);
        return result;
    }

    private SessionValue Value(string name, nint type)
    {
        const string Doing = "Reading a type";
        nint tensor; // owned by the type
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)Function(OrtSlot.CastTypeInfoToTensorInfo))(type, &tensor), Doing);
        if (tensor == 0) return new SessionValue(name, ElementType.Undefined, []);
        int element;
        Check(((delegate* unmanaged[Cdecl]<nint, int*, nint>)Function(OrtSlot.GetTensorElementType))(tensor, &element), Doing);
        return new SessionValue(name, KnownType(element), Extents(tensor, Doing));
    }

    private long[] Extents(nint info, string doing)
    {
        nuint rank;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Function(OrtSlot.GetDimensionsCount))(info, &rank), doing);
        long[] dims = new long[(int)rank];
        fixed (long* d = dims)
            Check(((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)Function(OrtSlot.GetDimensions))(info, d, rank), doing);
        return dims;
    }
}
