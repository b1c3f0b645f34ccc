using System.CommandLine;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Makes more of a texture.</summary>
internal static class TextureCommand
{
    public static Command Create(Terminal terminal)
    {
        TextureOptionSet options = new();
        DocumentedCommand command = new(
            "texture",
            "Make a texture from noise with the Gram matrices of a sample. Prints the path of the picture.",
            "onnxstyle texture pebbles.jpg -o more-pebbles.png",
            "onnxstyle texture pebbles.jpg --layers conv1_1,pool1,pool2=0.5 --size 256 --width 512 --iterations 1000 --match-histogram off -o wide.png");
        options.AddTo(command);
        return command.Does(terminal, (parsed, cancellationToken) =>
        {
            (TextureOptions chosen, PictureRequest files) = options.Bind(parsed);
            return PictureRun.Do(files, terminal, (sample, progress) => TextureSynthesis.Run(sample, chosen, progress, null, cancellationToken));
        });
    }
}
