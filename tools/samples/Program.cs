using OnnxStyle.Imaging;
using OnnxStyle.Samples;

// Draws the two pictures that the program ships. Usage: dotnet run --project tools/samples -- [folder]; deterministic.
string folder = args.Length > 0 ? args[0] : Path.Combine("src", "OnnxStyle.Cli", "Samples");
Directory.CreateDirectory(folder);
Write("harbour", Harbour.Draw(512, 384));
Write("brushwork", Brushwork.Draw(512));

void Write(string name, Image picture)
{
    // The largest quality that stays below 150 KB.
    for (int quality = 95; quality >= 60; quality--)
    {
        byte[] file = ImageFile.Encode(picture, "jpg", new ImageSaveOptions { Quality = quality });
        if (file.Length > 150_000) continue;
        OnnxStyle.Tensors.AtomicFile.WriteAllBytes(Path.Combine(folder, $"{name}.jpg"), file);
        Console.WriteLine($"{name}.jpg: {picture.Width} x {picture.Height}, quality {quality}, {file.Length / 1000} KB");
        break;
    }

    if (args.Contains("--png")) ImageFile.Save(picture, Path.Combine(folder, $"{name}.png"));
}
