using OnnxStyle.Runtime.Native;

namespace OnnxStyle.Runtime.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void The_library_says_what_it_is()
    {
        Library.Require();
        Assert.True(File.Exists(OrtLibrary.Path));
        Assert.Matches(@"^1\.\d+\.\d+", OrtLibrary.Version);
        Assert.Equal(17, OrtLibrary.InterfaceVersion);
        Assert.Contains("CPU", OrtLibrary.AvailableProviders);
        Assert.NotEmpty(OrtLibrary.BuildInfo);
    }

    [Fact]
    public void A_variable_that_points_nowhere_is_named_with_the_remedy()
    {
        string nowhere = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        LibraryException error = Assert.Throws<LibraryException>(() => LibraryLocator.Open(nowhere, AppContext.BaseDirectory));
        Assert.Contains($"ONNXSTYLE_ORT is set to '{nowhere}', but there is no such file or folder", error.Message, StringComparison.Ordinal);
        Assert.Contains("Remedy:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_points_to_an_empty_folder_is_named()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            LibraryException error = Assert.Throws<LibraryException>(() => LibraryLocator.Open(folder, AppContext.BaseDirectory));
            Assert.Contains($"'{folder}'", error.Message, StringComparison.Ordinal);
            LibraryException nothing = Assert.Throws<LibraryException>(() => LibraryLocator.Open(null, folder));
            Assert.Contains("ONNX Runtime was not found", nothing.Message, StringComparison.Ordinal);
            Assert.Contains(LibraryLocator.Platform, nothing.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void A_file_that_is_no_library_is_an_error_with_its_name()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "not a library");
        try
        {
            LibraryException error = Assert.Throws<LibraryException>(() => LibraryLocator.Open(file, AppContext.BaseDirectory));
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
            Assert.Contains("could not be loaded", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Another_library_is_not_taken_for_this_one()
    {
        Library.Require();
        string? other = Directory.EnumerateFiles(Path.GetDirectoryName(OrtLibrary.Path)!).FirstOrDefault(f => f.Contains("vips-cpp", StringComparison.Ordinal));
        if (other is null) Assert.Skip("No other native library lies beside this one.");
        LibraryException error = Assert.Throws<LibraryException>(() => LibraryLocator.Open(other, AppContext.BaseDirectory));
        Assert.Contains("OrtGetApiBase", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_variable_may_name_the_file_or_its_folder()
    {
        Library.Require();
        string folder = Path.GetDirectoryName(OrtLibrary.Path)!;
        Assert.Equal(OrtLibrary.Path, LibraryLocator.Find(OrtLibrary.Path, "/nowhere"));
        Assert.Equal(OrtLibrary.Path, LibraryLocator.Find(folder, "/nowhere"));
        Assert.Equal(OrtLibrary.Path, LibraryLocator.Find(null, folder));
    }

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(22)]
    public void Every_interface_version_from_17_on_runs_a_graph(int version)
    {
        Library.Require();
        if (Version.Parse(OrtLibrary.Version).Minor < version) Assert.Skip($"This library is {OrtLibrary.Version}.");
        OrtApi api = new(System.Runtime.InteropServices.NativeLibrary.Load(OrtLibrary.Path), OrtLibrary.Path, version);
        Assert.Equal(version, api.Version);
        Tensors.Tensor<float> x = new(new Tensors.Shape(3), [1, 2, 3]), z = new(new Tensors.Shape(3));
        using Session session = Session.Load(api, TinyModel.MultiplyAdd(3), new SessionOptions(), "graph");
        session.BindInput("x", x);
        session.BindInput("y", x);
        session.BindOutput("z", z);
        session.Run();
        Assert.Equal([2f, 6f, 12f], z.Span.ToArray());
    }

    [Fact]
    public void An_interface_version_from_the_future_is_refused()
    {
        Library.Require();
        nint handle = System.Runtime.InteropServices.NativeLibrary.Load(OrtLibrary.Path);
        LibraryException error = Assert.Throws<LibraryException>(() => new OrtApi(handle, OrtLibrary.Path, 9999));
        Assert.Contains("9999", error.Message, StringComparison.Ordinal);
    }
}
