using OnnxStyle.Tensors;

namespace OnnxStyle.Tensors.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("atomic").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_folder_in_memory_is_no_device()
    {
        if (!Directory.Exists("/dev/shm")) Assert.Skip("This system has no /dev/shm.");
        string path = $"/dev/shm/onnxstyle-test-{Environment.ProcessId}.txt";
        try
        {
            AtomicFile.WriteAllText(path, "whole");
            Assert.Equal("whole", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_new_file_holds_what_was_written()
    {
        AtomicFile.WriteAllText(At("new.txt"), "Grün");
        Assert.Equal("Grün", File.ReadAllText(At("new.txt")));
        Assert.Equal(5, new FileInfo(At("new.txt")).Length);
    }

    [Fact]
    public void An_old_file_is_replaced_whole()
    {
        File.WriteAllText(At("old.txt"), "a longer text than the new one");
        AtomicFile.WriteAllText(At("old.txt"), "new");
        Assert.Equal("new", File.ReadAllText(At("old.txt")));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_failing_writer_leaves_the_old_file_and_no_other()
    {
        File.WriteAllText(At("kept.txt"), "kept");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(At("kept.txt"), stream =>
        {
            stream.Write(new byte[100_000]);
            throw new InvalidOperationException("half way");
        }));
        Assert.Equal("kept", File.ReadAllText(At("kept.txt")));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_failing_stream_is_one_sentence_about_the_path_and_leaves_nothing()
    {
        FileWriteException error = Assert.Throws<FileWriteException>(() => AtomicFile.Write(At("x.bin"), stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device", 28);
        }));
        Assert.Equal(At("x.bin"), error.Path);
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Remedy, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_full_device_is_reported()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("This machine has no /dev/full.");
        FileWriteException error = Assert.Throws<FileWriteException>(() => AtomicFile.WriteAllBytes("/dev/full", new byte[100_000]));
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        FileWriteException error = Assert.Throws<FileWriteException>(() => AtomicFile.WriteAllText(At("none/x.txt"), "x"));
        Assert.Contains(At("none"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        Assert.Throws<FileWriteException>(() => AtomicFile.WriteAllText(folder, "x"));
    }

    [Fact]
    public void A_link_keeps_pointing_to_its_target()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Links need rights on Windows.");
        File.WriteAllText(At("target.txt"), "old");
        File.CreateSymbolicLink(At("link.txt"), At("target.txt"));
        AtomicFile.WriteAllText(At("link.txt"), "new");
        Assert.Equal("new", File.ReadAllText(At("target.txt")));
        Assert.NotNull(new FileInfo(At("link.txt")).LinkTarget);
    }

    private string At(string name) => Path.Combine(folder, name);
}
