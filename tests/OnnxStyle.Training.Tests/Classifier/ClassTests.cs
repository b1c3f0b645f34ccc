using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Where labelled pictures come from, and into which parts they go.</summary>
public sealed class ClassTests : IDisposable
{
    private readonly Paintings paintings = new();

    public void Dispose() => paintings.Dispose();

    [Theory]
    [InlineData(0.2, 0.2, 1UL)]
    [InlineData(0.1, 0.3, 2UL)]
    [InlineData(0, 0.5, 3UL)]
    public void Parts_are_disjoint_complete_and_have_every_class(double validation, double test, ulong seed)
    {
        int[] labels = [.. Enumerable.Repeat(0, 11), .. Enumerable.Repeat(1, 40), .. Enumerable.Repeat(2, 5)];
        ClassSplit split = ClassSplit.Stratified(labels, validation, test, seed);
        Assert.Equal(Enumerable.Range(0, labels.Length), split.Training.Concat(split.Validation).Concat(split.Test).Order());
        foreach ((IReadOnlyList<int> part, double share) in new[] { (split.Validation, validation), (split.Test, test) })
        {
            for (int k = 0; k < 3; k++)
            {
                int all = labels.Count(label => label == k), here = part.Count(row => labels[row] == k);
                Assert.Equal(share == 0 ? 0 : Math.Max(1, (int)Math.Round(all * share)), here);
            }
        }

        Assert.All(Enumerable.Range(0, 3), k => Assert.Contains(split.Training, row => labels[row] == k));
        Assert.Equal(split.Test, ClassSplit.Stratified(labels, validation, test, seed).Test);
        Assert.NotEqual(split.Test, ClassSplit.Stratified(labels, validation, test, seed + 10).Test);
        Assert.Throws<ArgumentException>(() => ClassSplit.Stratified([0, 0, 1, 1, 1], 0.2, 0.2, seed));
    }

    [Fact]
    public void Folds_have_the_classes_of_the_whole()
    {
        int[] labels = [.. Enumerable.Repeat(0, 23), .. Enumerable.Repeat(1, 10)], folds = ClassSplit.Folds(labels, 5, 4);
        for (int one = 0; one < 5; one++)
        {
            Assert.InRange(folds.Count(fold => fold == one), 6, 7);
            Assert.InRange(Enumerable.Range(0, 33).Count(row => folds[row] == one && labels[row] == 1), 2, 2);
        }
    }

    [Fact]
    public void Folders_are_classes()
    {
        string folder = paintings.Classes(2, "zebra", "ant");
        Directory.CreateDirectory(Path.Combine(folder, "ant", "deep"));
        File.Copy(Path.Combine(folder, "ant", "0.png"), Path.Combine(folder, "ant", "deep", "x.PNG"));
        File.WriteAllText(Path.Combine(folder, "ant", "notes.txt"), "no picture");
        IReadOnlyList<LabeledPicture> pictures = PictureClasses.FromFolder(folder);
        Assert.Equal(["ant", "ant", "ant", "zebra", "zebra"], pictures.Select(picture => picture.Label));
    }

    [Fact]
    public void A_table_names_pictures_and_labels()
    {
        File.WriteAllText(paintings.At("t.csv"), "File,style,set\na.png,baroque,x\nb.png,,x\nc.png,\"art, new\",x\nd.png,baroque,y\n");
        IReadOnlyList<LabeledPicture> pictures = PictureClasses.FromTable(paintings.At("t.csv"), "style", where: new Dictionary<string, string> { ["set"] = "x" });
        Assert.Equal([new LabeledPicture(paintings.At("a.png"), "baroque"), new LabeledPicture(paintings.At("c.png"), "art, new")], pictures);
    }

    [Theory]
    [InlineData("missing", "is not there")]
    [InlineData("file", "is a file")]
    [InlineData("none", "holds no folder")]
    [InlineData("one", "holds one folder ('a')")]
    [InlineData("empty", "holds no picture")]
    public void A_folder_without_classes_is_refused(string kind, string words)
    {
        string folder = paintings.At(kind);
        if (kind == "file") File.WriteAllText(folder, "");
        else if (kind != "missing") Directory.CreateDirectory(folder);
        if (kind is "one" or "empty") Directory.CreateDirectory(Path.Combine(folder, "a"));
        if (kind == "empty") Directory.CreateDirectory(Path.Combine(folder, "b"));
        Assert.Contains(words, Assert.Throws<PictureListException>(() => PictureClasses.FromFolder(folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("file,kind\na,b\n", "has no column 'style'; it has file, kind")]
    [InlineData("file,style\na,b\n", "has 1 label in 'style'")]
    [InlineData("file,style\na,b\nc\n", "line 3 has 1 fields")]
    public void A_table_without_classes_is_refused(string text, string words)
    {
        File.WriteAllText(paintings.At("t.csv"), text);
        Assert.Contains(words, Assert.Throws<PictureListException>(() => PictureClasses.FromTable(paintings.At("t.csv"), "style")).Message, StringComparison.Ordinal);
    }
}
