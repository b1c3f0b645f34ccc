using System.Globalization;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// The shape of a student: in each convolution of the teacher so many of its channels, made by so many 3x3 filters. Written as
/// <c>32x2 64x2 128:64x4 256:128x4 512:192+256:64x3</c>: channels, after a colon the filters where they are fewer, and how many such convolutions follow in the block.
/// </summary>
public sealed class StudentPlan
{
    /// <summary>The plan of the encoder that is part of the program.</summary>
    public const string Default = "32x2 64+128:64 128x3+256:128 256x3+512:256 512:256+192:64x3";

    private StudentPlan(IReadOnlyList<StudentLayer> layers) => Layers = layers;

    /// <summary>The convolutions in order.</summary>
    public IReadOnlyList<StudentLayer> Layers { get; }

    /// <summary>Reads a plan.</summary>
    /// <param name="text">The blocks, as the class says.</param>
    /// <param name="teacher">What it is a plan for.</param>
    /// <exception cref="OptionsException">It is not written so, or has more blocks, convolutions or channels than the teacher.</exception>
    public static StudentPlan Parse(string text, VggArchitecture teacher)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(teacher);
        List<StudentLayer> layers = [];
        List<string> problems = [];
        string[] blocks = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int b = 1; b <= blocks.Length; b++)
        {
            int index = 0;
            foreach (string part in blocks[b - 1].Split('+'))
            {
                if (!Read(part, out int channels, out int filters, out int times))
                {
                    problems.Add($"'{part}' of block {b}: expected CHANNELS, CHANNELS:FILTERS, and after either xTIMES, such as 256:96x4");
                    continue;
                }

                for (int i = 0; i < times; i++)
                {
                    string name = string.Create(CultureInfo.InvariantCulture, $"conv{b}_{++index}");
                    if (teacher.PositionOf(name) < 0) problems.Add($"{name} is not in the teacher, which is {teacher}");
                    else if (channels > teacher.Layer(name).Channels) problems.Add($"{name} cannot have {channels} of the teacher's {teacher.Layer(name).Channels} channels");
                    else if (filters > 0 && b == 1 && index == 1) problems.Add("conv1_1 is the teacher's own and cannot be split");
                    else layers.Add(new StudentLayer(name, channels, filters));
                }
            }

            if (b <= teacher.Blocks.Count && index != teacher.Blocks[b - 1].Count && b < blocks.Length)
                problems.Add($"block {b} has {index} convolutions, the teacher's {teacher.Blocks[b - 1].Count}: only the last block may end early");
        }

        if (blocks.Length == 0) problems.Add("it is empty");
        OptionsException.ThrowIfAny("channels", problems);
        return new StudentPlan(layers);
    }

    /// <summary>The student as an architecture.</summary>
    public VggArchitecture Architecture => new(
        [.. Layers.GroupBy(layer => layer.Name[4]).Select(block => (IReadOnlyList<int>)[.. block.Select(layer => layer.Channels)])],
        Layers.Where(layer => layer.Filters > 0).ToDictionary(layer => layer.Name, layer => new VggFactors(0, layer.Filters), StringComparer.Ordinal));

    private static bool Read(string part, out int channels, out int filters, out int times)
    {
        (filters, times) = (0, 1);
        string[] repeated = part.Split('x'), split = repeated[0].Split(':');
        bool isNumber = Number(split[0], out channels) & (split.Length < 2 || Number(split[1], out filters)) & (repeated.Length < 2 || Number(repeated[1], out times));
        return isNumber && split.Length <= 2 && repeated.Length <= 2;
    }

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= 100_000;
}
