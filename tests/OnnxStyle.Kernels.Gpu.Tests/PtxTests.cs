using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels.Gpu.Tests;

/// <summary>PTX without a GPU.</summary>
public sealed class PtxTests
{
    private static readonly (string Name, string Text)[] Emitted = [.. PtxEmitter.Emit("sm_90")];

    public static TheoryData<string> Kernels => [.. PtxEmitter.Kernels];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_is_emitted_under_its_name(string kernel)
    {
        string text = Emitted.Single(ptx => ptx.Name == kernel).Text;
        Assert.Contains($".visible .entry Kernel_{kernel}(", text, StringComparison.Ordinal);
        Assert.Contains(".target sm_80", text, StringComparison.Ordinal); // the lowest that has all that ILGPU uses
    }

    [Fact]
    public void The_text_is_the_same_every_time() => Assert.Equal(Emitted, PtxEmitter.Emit("sm_90"));

    [Fact]
    public void An_older_target_is_named() => Assert.Contains(".target sm_75", PtxEmitter.Emit("sm_75").First().Text, StringComparison.Ordinal);

    [Fact]
    public void Differences_other_than_numbers_of_symbols_remain() =>
        Assert.NotEqual(PtxEmitter.Normalize("bra L_7; bra L_7;"), PtxEmitter.Normalize("bra L_7; bra L_8;"));

    [Theory]
    [InlineData("gram_tile_64")]
    [InlineData("gram_tile_128")]
    [InlineData("cosine_distance_128")]
    [InlineData("top_k_search")]
    public void A_product_reads_sixteen_bytes_at_a_time_and_keeps_its_sums_in_registers(string kernel)
    {
        string text = Emitted.Single(ptx => ptx.Name == kernel).Text;
        Assert.Contains("ld.global.v4.f32", text, StringComparison.Ordinal);
        Assert.Contains("ld.shared.v4.f32", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".local", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sm_91")]
    [InlineData("90")]
    [InlineData("")]
    public void A_target_that_is_none_is_refused_with_those_that_are(string target) =>
        Assert.Contains("sm_80, sm_86", Assert.Throws<OptionsException>(() => PtxEmitter.Emit(target)).Message, StringComparison.Ordinal);
}
