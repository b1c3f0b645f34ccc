namespace OnnxStyle.Onnx.Tests;

public sealed class OnnxMutationTests
{
    private const int Mutations = 6000;

    /// <summary>A model of 6 KB may take that much for objects and text; a claimed length that is believed takes far more.</summary>
    private const long MostBytesAllocated = 4 << 20;

    [Fact]
    public void Damage_ends_in_a_format_error_or_in_a_graph_and_allocates_little()
    {
        byte[] valid = OnnxWriter.Write(SampleGraph.Build());
        int refused = 0;
        for (int seed = 0; seed < Mutations; seed++)
        {
            byte[] damaged = Damage(valid, new Random(seed));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                GraphPrinter.Print(OnnxReader.Read(damaged));
            }
            catch (OnnxFormatException problem)
            {
                refused++;
                Assert.InRange(problem.Offset, 0, damaged.Length);
            }
            catch (Exception other) when (other is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {other}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytesAllocated, $"seed {seed}: {allocated} bytes were allocated");
        }

        Assert.InRange(refused, Mutations / 3, Mutations - 1);
    }

    [Fact]
    public void Every_cut_is_noticed_or_gives_a_graph()
    {
        byte[] valid = OnnxWriter.Write(SampleGraph.Build());
        for (int length = 0; length < valid.Length; length++)
        {
            byte[] cut = valid[..length];
            try
            {
                OnnxReader.Read(cut);
            }
            catch (OnnxFormatException)
            {
                continue;
            }

            Assert.True(length > valid.Length - 100, $"a file cut at {length} of {valid.Length} was read"); // only whole trailing metadata may be missing
        }
    }

    private static byte[] Damage(byte[] valid, Random random)
    {
        List<byte> bytes = [.. valid];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 20)).Select(_ => (byte)random.Next(256))); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: bytes.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF, 0x7F]); break; // a huge length or number
                default: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count), 1).Concat(bytes.Skip(random.Next(bytes.Count)).Take(random.Next(40))).ToArray()); break;
            }

            if (bytes.Count == 0) bytes.Add(0);
        }

        return [.. bytes];
    }
}
