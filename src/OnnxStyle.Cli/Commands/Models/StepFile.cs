using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>Writes a step of the optimisation as an ONNX file, and says how a host drives it.</summary>
internal static class StepFile
{
    public static ExitCode Write(StepRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        StylizeRequest asked = request.Pictures;
        OutputFile.PrepareModel(asked.Output);
        OutputFile? first = request.StartPicture is null ? null : OutputFile.Prepare(request.StartPicture, asked.Inputs);
        (StylizeInputs inputs, StylizeRequest settled) = StylizePictures.Load(asked, terminal);
        StepModel step = StepExport.Build(settled.Options, inputs, cancellationToken);
        string? beside = step.Save(asked.Output);
        if (first is not null) ImageFile.Save(step.Start, first.Path);
        string weights = beside is null ? "" : $", constants in {beside} beside it";
        string start = first?.Path ?? "the content, scaled";
        terminal.Note($"""
            A step of Adam on {step.Start.Width} x {step.Start.Height} pixels with {step.Graph.Metadata["onnxstyle.encoder"]}, {ByteSize.Format(new FileInfo(asked.Output).Length)}{weights}. In Python, with x = {start}, RGB 0..1:
              s = onnxruntime.InferenceSession("{asked.Output}")                     # x: float32 [1, 3, {step.Start.Height}, {step.Start.Width}]
              m = v = numpy.zeros_like(x)
              for t in range(1, 201):
                  x, m, v, total = s.run(["image_next", "m_next", "v_next", "total"], dict(image=x, m=m, v=v, t=numpy.float32(t)))
            """);
        terminal.Out.WriteLine(asked.Output);
        return ExitCode.Done;
    }
}
