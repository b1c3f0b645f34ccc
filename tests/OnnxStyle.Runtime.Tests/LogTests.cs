using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

public sealed class LogTests
{
    public LogTests() => Library.Require();

    [Fact]
    public void A_failing_node_leaves_a_message_and_a_throwing_listener_does_no_harm()
    {
        byte[] model = new TinyModel().Node("MatMul", ["a", "b"], ["logged"])
            .Input("a", ElementType.Float32, -1, -1).Input("b", ElementType.Float32, -1, -1).Output("logged", ElementType.Float32, -1, -1).Bytes();
        using Session session = Session.Load(model);
        session.BindInput("a", new Tensor<float>(new Shape(2, 3)));
        session.BindInput("b", new Tensor<float>(new Shape(4, 2)));
        session.BindOutput("logged", new Tensor<float>(new Shape(2, 2)));
        List<RuntimeMessage> heard = [];
        void Listen(RuntimeMessage message)
        {
            lock (heard) heard.Add(message);
            throw new InvalidOperationException("a listener's fault");
        }

        RuntimeLog.Received += Listen;
        try
        {
            Assert.Throws<RuntimeException>(() => session.Run());
        }
        finally
        {
            RuntimeLog.Received -= Listen;
        }

        RuntimeMessage message;
        lock (heard) message = Assert.Single(heard, m => m.Text.Contains("MatMul_logged", StringComparison.Ordinal));
        Assert.Equal(RuntimeSeverity.Error, message.Severity);
        Assert.NotEmpty(message.Source);
        Assert.Contains(message, RuntimeLog.Recent());
    }

    [Fact]
    public void Only_the_last_200_messages_are_kept()
    {
        for (int i = 0; i < 250; i++) RuntimeLog.Add(new RuntimeMessage { Severity = RuntimeSeverity.Warning, Text = $"kept {i}" });
        RuntimeMessage[] recent = RuntimeLog.Recent();
        Assert.Equal(200, recent.Length);
        Assert.DoesNotContain(recent, m => m.Text == "kept 0");
    }
}
