using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Tests;

/// <summary>How alike edges are.</summary>
public sealed class EdgeSimilarityTests
{
    [Fact]
    public void A_picture_has_its_own_edges_also_when_it_is_darker_or_recoloured()
    {
        Image picture = ImageBlur.Gaussian(Pictures.Noise(40, 31, seed: 60), 2), darker = picture.Clone();
        for (int i = 0; i < darker.Planar.Length; i++) darker.Planar[i] = 0.1f + (0.4f * darker.Planar[i]);
        Assert.Equal(1, EdgeSimilarity.Of(picture, picture), 1e-12);
        Assert.Equal(1, EdgeSimilarity.Of(picture, darker), 1e-4);
    }

    [Fact]
    public void Other_edges_score_less_the_more_they_differ()
    {
        Image picture = ImageBlur.Gaussian(Pictures.Noise(40, 31, seed: 61), 2), blurred = ImageBlur.Gaussian(picture, 3), other = ImageBlur.Gaussian(Pictures.Noise(40, 31, seed: 62), 2);
        double some = EdgeSimilarity.Of(picture, blurred), none = EdgeSimilarity.Of(picture, other);
        Assert.True(none < some && some < 0.95, $"{none}, {some}");
        Assert.Equal(some, EdgeSimilarity.Of(blurred, picture), 1e-12);
    }

    [Fact]
    public void Flat_pictures_are_alike_and_sizes_must_agree()
    {
        Assert.Equal(1, EdgeSimilarity.Of(Image.Filled(9, 7, 0.2f, 0.2f, 0.2f), Image.Filled(9, 7, 0.8f, 0.8f, 0.8f)), 1e-12);
        Assert.Throws<ShapeException>(() => EdgeSimilarity.Of(new Image(4, 5), new Image(5, 4)));
    }

    [Fact]
    public void The_map_is_that_of_plain_loops()
    {
        // A step of one column: magnitudes are 4 s in the two columns beside it, 0 elsewhere; after the division both pictures have the same map.
        Image step = new(12, 6), higher = new(12, 6);
        for (int i = 0; i < step.Planar.Length; i++) (step.Planar[i], higher.Planar[i]) = (i % 12 < 6 ? 0 : 0.3f, i % 12 < 6 ? 0.1f : 0.9f);
        Assert.Equal(1, EdgeSimilarity.Of(step, higher), 1e-6);
    }
}
