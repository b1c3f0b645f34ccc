using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Native;

/// <content>Operators of our own: their domain, the attributes of their nodes, and what a kernel reads and writes.</content>
internal sealed unsafe partial class OrtApi
{
    private const string Attribute = "Reading an attribute", Kernel = "Running a kernel";

    /// <summary>Makes an empty domain of operators.</summary>
    public nint CreateDomain(string name)
    {
        nint domain;
        fixed (byte* n = Utf8(name))
            Check(((delegate* unmanaged[Cdecl]<byte*, nint*, nint>)Function(OrtSlot.CreateCustomOpDomain))(n, &domain), "Making a domain of operators");
        return domain;
    }

    /// <summary>Adds an operator, whose struct must live as long as the domain.</summary>
    public void AddToDomain(nint domain, OrtCustomOp* op) =>
        Check(((delegate* unmanaged[Cdecl]<nint, OrtCustomOp*, nint>)Function(OrtSlot.CustomOpDomainAdd))(domain, op), "Adding an operator");

    /// <summary>Adds a domain, which must live as long as the session that is made with the options.</summary>
    public void AddDomain(nint options, nint domain) =>
        Check(((delegate* unmanaged[Cdecl]<nint, nint, nint>)Function(OrtSlot.AddCustomOpDomain))(options, domain), "Adding a domain of operators");

    /// <summary>Makes the status of an exception; the library frees it.</summary>
    public nint Status(Exception error)
    {
        fixed (byte* text = Utf8(error.Message))
            return ((delegate* unmanaged[Cdecl]<int, byte*, nint>)Function(OrtSlot.CreateStatus))((int)((error as RuntimeException)?.Status ?? RuntimeStatus.Fail), text);
    }

    /// <summary>The name of the node that a kernel is made for.</summary>
    public string NodeName(nint info) => Sized(info, null, OrtSlot.KernelInfoGetNodeName);

    /// <summary>An integer attribute of a node.</summary>
    public long IntAttribute(nint info, string name)
    {
        long value;
        fixed (byte* n = Utf8(name))
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, long*, nint>)Function(OrtSlot.KernelInfoGetAttributeInt64))(info, n, &value), Attribute);
        return value;
    }

    /// <summary>A number attribute of a node.</summary>
    public float FloatAttribute(nint info, string name)
    {
        float value;
        fixed (byte* n = Utf8(name))
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, float*, nint>)Function(OrtSlot.KernelInfoGetAttributeFloat))(info, n, &value), Attribute);
        return value;
    }

    /// <summary>An attribute of integers of a node.</summary>
    public long[] IntsAttribute(nint info, string name)
    {
        delegate* unmanaged[Cdecl]<nint, byte*, long*, nuint*, nint> read =
            (delegate* unmanaged[Cdecl]<nint, byte*, long*, nuint*, nint>)Function(OrtSlot.KernelInfoGetAttributeArrayInt64);
        nuint count = 0;
        fixed (byte* n = Utf8(name))
        {
            Check(read(info, n, null, &count), Attribute);
            long[] values = new long[(int)count];
            fixed (long* v = values) Check(values.Length == 0 ? 0 : read(info, n, v, &count), Attribute);
            return values;
        }
    }

    /// <summary>A text attribute of a node.</summary>
    public string TextAttribute(nint info, string name) => Sized(info, name, OrtSlot.KernelInfoGetAttributeString);

    /// <summary>The number of inputs of the node that a kernel runs for.</summary>
    public int KernelInputCount(nint context)
    {
        nuint count;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Function(OrtSlot.KernelContextGetInputCount))(context, &count), Kernel);
        return (int)count;
    }

    /// <summary>The number of outputs of the node that a kernel runs for.</summary>
    public int KernelOutputCount(nint context)
    {
        nuint count;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Function(OrtSlot.KernelContextGetOutputCount))(context, &count), Kernel);
        return (int)count;
    }

    /// <summary>An input of a kernel; 0 when the node leaves it out.</summary>
    public nint KernelInput(nint context, int index)
    {
        nint value;
        Check(((delegate* unmanaged[Cdecl]<nint, nuint, nint*, nint>)Function(OrtSlot.KernelContextGetInput))(context, (nuint)index, &value), Kernel);
        return value;
    }

    /// <summary>Makes an output of a kernel; 0 when the node leaves it out.</summary>
    public nint KernelOutput(nint context, int index, ReadOnlySpan<long> extents)
    {
        nint value;
        fixed (long* e = extents)
        {
            nint status = ((delegate* unmanaged[Cdecl]<nint, nuint, long*, nuint, nint*, nint>)Function(OrtSlot.KernelContextGetOutput))(
                context, (nuint)index, e, (nuint)extents.Length, &value);
            Check(status, Kernel);
        }

        return value;
    }

    /// <summary>Where a tensor's elements lie.</summary>
    public nint TensorData(nint value)
    {
        nint data;
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)Function(OrtSlot.GetTensorMutableData))(value, &data), Kernel);
        return data;
    }

    /// <summary>Reads a tensor's extents, as many as fit, and gives its rank.</summary>
    public int TensorExtents(nint value, Span<long> extents)
    {
        nint info;
        Check(((delegate* unmanaged[Cdecl]<nint, nint*, nint>)Function(OrtSlot.GetTensorTypeAndShape))(value, &info), Kernel);
        nuint rank;
        nint status = ((delegate* unmanaged[Cdecl]<nint, nuint*, nint>)Function(OrtSlot.GetDimensionsCount))(info, &rank);
        if (status == 0)
        {
            fixed (long* e = extents)
                status = ((delegate* unmanaged[Cdecl]<nint, long*, nuint, nint>)Function(OrtSlot.GetDimensions))(info, e, Math.Min(rank, (nuint)extents.Length));
        }

        Release(OrtSlot.ReleaseTensorInfo, info);
        Check(status, Kernel);
        return (int)rank;
    }

    /// <summary>Calls <see cref="OperatorEntry.PartFunction"/> for all parts on the threads of the session; gives the status.</summary>
    public nint ParallelFor(nint context, int parts, nint kernel) =>
        ((delegate* unmanaged[Cdecl]<nint, void*, nuint, nuint, nint, nint>)Function(OrtSlot.KernelContextParallelFor))(
            context, OperatorEntry.PartFunction, (nuint)parts, 0, kernel);

    private string Sized(nint info, string? name, OrtSlot slot)
    {
        nuint size = 0;
        Check(Read(null, &size), Attribute);
        byte[] text = new byte[(int)size];
        fixed (byte* t = text)
        {
            if (size > 0) Check(Read(t, &size), Attribute);
            return size > 0 ? Text(t) : "";
        }

        nint Read(byte* to, nuint* length)
        {
            if (name is null) return ((delegate* unmanaged[Cdecl]<nint, byte*, nuint*, nint>)Function(slot))(info, to, length);
            fixed (byte* n = Utf8(name)) return ((delegate* unmanaged[Cdecl]<nint, byte*, byte*, nuint*, nint>)Function(slot))(info, n, to, length);
        }
    }
}
