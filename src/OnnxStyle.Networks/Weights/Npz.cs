using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>NumPy's .npz: a zip of .npy arrays, stored or deflated. Source: numpy/lib/format.py, versions 1 to 3.</summary>
internal static partial class Npz
{
    private const string Extension = ".npy";
    private const int LargestHeaderBytes = 1 << 20;
    private const int LargestDeflateRatio = 1040;

    /// <summary>Reads the arrays whose names are wanted; the names are without <c>.npy</c>.</summary>
    public static WeightSet Read(Stream stream, string where, Func<string, bool>? wanted)
    {
        WeightSet result = new();
        try
        {
            stream.Position = 0;
            using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal)) continue;
                string name = entry.FullName[..^Extension.Length];
                if (wanted is null || wanted(name)) result.Add(name, ReadArray(entry, $"{where}/{entry.FullName}"));
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new WeightFormatException(where, "its zip is truncated or damaged.", error);
        }
        catch (ArgumentException error)
        {
            throw new WeightFormatException(where, "it holds two arrays of one name.", error);
        }

        return result;
    }

    /// <summary>Reads one array.</summary>
    private static Tensor ReadArray(ZipArchiveEntry entry, string where)
    {
        if (entry.Length > (entry.CompressedLength * LargestDeflateRatio) + 1024) throw new WeightFormatException(where, $"it claims {entry.Length} bytes from {entry.CompressedLength}.");
        using Stream data = entry.Open();
        byte[] start = new byte[12];
        data.ReadExactly(start, 0, 10);
        if (start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw new WeightFormatException(where, "it is no .npy array.");
        int prefixBytes = start[6] == 1 ? 10 : 12;
        if (start[6] is 0 or > 3) throw new WeightFormatException(where, $"its .npy version is {start[6]}; 1 to 3 can be read.");
        if (prefixBytes == 12) data.ReadExactly(start, 10, 2);
        long headerBytes = prefixBytes == 10 ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (headerBytes > LargestHeaderBytes || headerBytes > entry.Length) throw new WeightFormatException(where, $"its header claims {headerBytes} bytes.");
        byte[] header = new byte[(int)headerBytes];
        data.ReadExactly(header);
        (ElementType type, bool fortran, Shape shape) = Parse(Encoding.UTF8.GetString(header), where);
        long bytes = shape.ElementCount > entry.Length ? long.MaxValue : shape.ElementCount * type.SizeBytes();
        if (bytes != entry.Length - prefixBytes - headerBytes)
            throw new WeightFormatException(where, $"its {type} {shape} does not fill its {entry.Length - prefixBytes - headerBytes} bytes. It is truncated or damaged.");
        return fortran && shape.Rank > 1 ? ReadFortran(data, type, shape, where) : Fill(data, Tensor.Create(type, shape));
    }

    private static Tensor Fill(Stream data, Tensor tensor)
    {
        data.ReadExactly(tensor.Bytes);
        return tensor;
    }

    // First axis fastest: the array with its axes reversed, in C order.
    private static Tensor<float> ReadFortran(Stream data, ElementType type, Shape shape, string where)
    {
        long[] dims = shape.ToArray();
        Array.Reverse(dims);
        int[] order = [.. Enumerable.Range(0, dims.Length).Reverse()];
        return WeightConversion.Transpose(WeightConversion.ToSingle(Fill(data, Tensor.Create(type, new Shape(dims))), where), order);
    }

    private static (ElementType Type, bool Fortran, Shape Shape) Parse(string header, string where)
    {
        Match match = HeaderPattern().Match(header);
        if (!match.Success) throw new WeightFormatException(where, $"its header '{header.Trim()}' is not that of a plain array.");
        ElementType type = match.Groups["type"].Value switch
        {
            "<f2" => ElementType.Float16,
            "<f4" => ElementType.Float32,
            "<f8" => ElementType.Float64,
            "<i4" => ElementType.Int32,
            "<i8" => ElementType.Int64,
            string other => throw new WeightFormatException(where, $"its type is '{other}'; '<f2', '<f4', '<f8', '<i4' and '<i8' can be read."),
        };
        try
        {
            string[] dims = match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return (type, match.Groups["fortran"].Value == "True", new Shape([.. dims.Select(dim => long.Parse(dim, CultureInfo.InvariantCulture))]));
        }
        catch (Exception error) when (error is OverflowException or ShapeException)
        {
            throw new WeightFormatException(where, $"its shape ({match.Groups["shape"].Value}) is too large.", error);
        }
    }

    [GeneratedRegex(@"^\s*\{\s*'descr':\s*'(?<type>[^']*)',\s*'fortran_order':\s*(?<fortran>True|False),\s*'shape':\s*\((?<shape>[\d, ]*)\),?\s*\}\s*$")]
    private static partial Regex HeaderPattern();
}
