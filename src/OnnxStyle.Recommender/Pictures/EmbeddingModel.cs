using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>A model of the user's that turns a picture into a vector. It serves one caller at a time.</summary>
internal sealed class EmbeddingModel : IDisposable
{
    private const int LongestVector = 65_536;
    private const int LongestSide = 4096;
    private readonly EmbeddingOptions options;
    private readonly Session session;
    private readonly Tensor input;
    private readonly Tensor output;
    private readonly bool channelsFirst;
    private readonly int channels;
    private readonly int height;
    private readonly int width;

    /// <summary>Loads a model and runs it once to learn the shape of its output.</summary>
    /// <exception cref="EmbeddingModelException">The file is missing or no model, or its inputs or outputs are not a picture and a vector.</exception>
    /// <exception cref="DeviceException">The provider is missing or cannot run it.</exception>
    public EmbeddingModel(EmbeddingOptions options, SessionOptions runtime)
    {
        this.options = options;
        if (!File.Exists(options.Model)) throw Refused(Directory.Exists(options.Model) ? "is a folder; name an .onnx file" : "is not there; check the path of the model");
        (string hash, string beside) = HashFiles();
        try
        {
            session = Session.Load(options.Model, runtime);
        }
        catch (RuntimeException error)
        {
            throw Refused($"cannot be loaded: {error.Detail.ReplaceLineEndings(" ").TrimEnd('.')}; export it again as ONNX", error);
        }

        try
        {
            if (session.Inputs.Count != 1) throw Refused($"has {session.Inputs.Count} inputs ({Names(session.Inputs)}); one is expected, a picture");
            SessionValue picture = session.Inputs[0];
            (channelsFirst, channels, height, width) = Read(picture);
            input = Empty(picture.ElementType, channelsFirst ? new Shape(1, channels, height, width) : new Shape(1, height, width, channels));
            SessionValue vector = Chosen();
            session.BindInput(picture.Name, input);
            output = Empty(vector.ElementType, Shape(vector));
            Size = SizeOf(output.Shape, vector.Name);
            session.BindOutput(vector.Name, output);
            string numbers = string.Join(',', options.Mean.Concat(options.Deviation).Append(options.Scale).Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
            Fingerprint = $"{hash} {options.Output} {channelsFirst} {height} {width} {numbers} {options.BlueFirst}{beside}";
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Elements of a vector.</summary>
    public int Size { get; }

    /// <summary>The longer side of what the model sees, in pixels.</summary>
    public int Side => Math.Max(height, width);

    /// <summary>What the vectors depend on: the bytes of the file and of those that hold its weights, and every option, as a text.</summary>
    public string Fingerprint { get; }

    /// <summary>The vector [Size] of a picture.</summary>
    public float[] Embed(Image picture, PictureFit fit, CancellationToken cancellationToken)
    {
        Write(PictureFrame.Fit(picture, width, height, fit));
        try
        {
            session.Run(cancellationToken);
        }
        catch (RuntimeException error)
        {
            throw Refused($"fails on a picture: {error.Detail.ReplaceLineEndings(" ").TrimEnd('.')}", error);
        }

        float[] vector = Pooled();
        return vector.All(float.IsFinite) ? vector : throw Refused("gives numbers that are not finite; check the scale, mean and deviation that it wants");
    }

    public void Dispose() => session.Dispose();

    private static string Names(IReadOnlyList<SessionValue> values) => string.Join(", ", values.Select(value => $"'{value.Name}' {value}"));

    private static Tensor Empty(ElementType type, Shape shape) => type == ElementType.Float16 ? new Tensor<Half>(shape) : new Tensor<float>(shape);

    private static bool IsColour(long extent) => extent is 1 or 3;

    // The hash of the file, and those of the files that it keeps weights in.
    private (string Model, string Beside) HashFiles()
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(options.Model);
            string folder = Path.GetDirectoryName(Path.GetFullPath(options.Model))!;
            StringBuilder beside = new();
            foreach (string location in OnnxReader.ExternalFiles(bytes))
            {
                string path = Path.Combine(folder, location);
                if (!File.Exists(path)) throw Refused($"keeps weights in '{location}', which is not in its folder; put that file beside the model");
                using FileStream weights = File.OpenRead(path);
                beside.Append(' ').Append(Convert.ToHexString(SHA256.HashData(weights)));
            }

            return (Convert.ToHexString(SHA256.HashData(bytes)), beside.ToString());
        }
        catch (OnnxFormatException error)
        {
            throw Refused($"cannot be loaded: it is no ONNX model, or damaged ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}); export it again as ONNX", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused($"cannot be read: {error.Message.TrimEnd('.')}", error);
        }
    }

    private EmbeddingModelException Refused(string reason, Exception? cause = null) => new(options.Model, reason, cause);

    private (bool ChannelsFirst, int Channels, int Height, int Width) Read(SessionValue picture)
    {
        IReadOnlyList<long> dims = picture.Dimensions;
        if (picture.ElementType is not (ElementType.Float32 or ElementType.Float16) || dims.Count != 4 || dims[0] > 1)
            throw Refused($"takes '{picture.Name}' {picture}; a picture is expected, Float32 or Float16 [1, 3, H, W] or [1, H, W, 3]");
        bool first = IsColour(dims[1]), last = IsColour(dims[3]);
        if (options.Layout is null && first == last)
            throw Refused($"takes '{picture.Name}' {picture}, which does not say where its colours are; say it with the layout, nchw or nhwc");
        bool channelsFirst = options.Layout is EmbeddingLayout layout ? layout == EmbeddingLayout.ChannelsFirst : first;
        long colours = channelsFirst ? dims[1] : dims[3], high = channelsFirst ? dims[2] : dims[1], wide = channelsFirst ? dims[3] : dims[2];
        if (colours >= 0 && !IsColour(colours)) throw Refused($"takes '{picture.Name}' {picture}, {colours} channels in that layout; 3 or 1 are expected");
        if (high is 0 or > LongestSide || wide is 0 or > LongestSide) throw Refused($"takes '{picture.Name}' {picture}; sides of 1 to {LongestSide} pixels are expected");
        return (channelsFirst, colours < 0 ? 3 : (int)colours, high < 0 ? options.Side : (int)high, wide < 0 ? options.Side : (int)wide);
    }

    private SessionValue Chosen()
    {
        SessionValue? chosen = options.Output is null ? session.Outputs.Count == 1 ? session.Outputs[0] : null : session.Outputs.FirstOrDefault(value => value.Name == options.Output);
        if (chosen is null) throw Refused(options.Output is null ? $"has {session.Outputs.Count} outputs ({Names(session.Outputs)}); name the one to take" : $"has no output '{options.Output}'; it has {Names(session.Outputs)}");
        return chosen.ElementType is ElementType.Float32 or ElementType.Float16 ? chosen : throw Refused($"gives '{chosen.Name}' {chosen}; Float32 or Float16 is expected");
    }

    private Shape Shape(SessionValue vector)
    {
        try
        {
            return session.ShapeOf(vector.Name);
        }
        catch (RuntimeException error)
        {
            throw Refused($"fails on a grey picture of {width} x {height} pixels: {error.Detail.ReplaceLineEndings(" ").TrimEnd('.')}; another side may do", error);
        }
    }

    private int SizeOf(Shape shape, string name)
    {
        bool fits = shape.Rank is >= 1 and <= 4 && (shape.Rank == 1 || shape[0] == 1) && shape.ElementCount > 0;
        long size = !fits ? 0 : shape.Rank == 4 && channelsFirst ? shape[1] : shape[shape.Rank - 1];
        if (size is < 2 or > LongestVector) throw Refused($"gives '{name}' {shape}; a vector of 2 to {LongestVector} elements is expected, or a map or sequence of such");
        return (int)size;
    }

    private void Write(Image picture)
    {
        for (int c = 0; c < channels; c++)
        {
            int colour = options.BlueFirst ? 2 - c : c;
            ReadOnlySpan<float> red = picture.Channel(0), green = picture.Channel(1), blue = picture.Channel(2);
            for (int i = 0; i < red.Length; i++)
            {
                double value = channels == 1 ? Grey(red[i], green[i], blue[i]) : (picture.Channel(colour)[i] * options.Scale - options.Mean[colour]) / options.Deviation[colour];
                int at = channelsFirst ? (c * red.Length) + i : (i * channels) + c;
                if (input is Tensor<Half> half) half.Span[at] = (Half)value;
                else ((Tensor<float>)input).Span[at] = (float)value;
            }
        }
    }

    // Rec. 601 luma, as pictures become grey elsewhere in the house; measured by the mean of the three options.
    private double Grey(float red, float green, float blue) =>
        ((((0.299 * red) + (0.587 * green) + (0.114 * blue)) * options.Scale) - options.Mean.Average()) / options.Deviation.Average();

    private float[] Pooled()
    {
        bool planes = output.Shape.Rank == 4 && channelsFirst; // elements of one channel lie together
        long count = output.Shape.ElementCount, places = count / Size;
        double[] sums = new double[Size];
        for (int i = 0; i < count; i++) sums[planes ? i / places : i % Size] += output is Tensor<Half> half ? (double)half.Span[i] : ((Tensor<float>)output).Span[i];
        return [.. sums.Select(sum => (float)(sum / places))];
    }
}
