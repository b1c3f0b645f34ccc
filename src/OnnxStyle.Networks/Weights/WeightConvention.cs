namespace OnnxStyle.Networks;

/// <summary>What images looked like to a network when it was trained. It cannot be read off the weights, so an import states it.</summary>
public enum WeightConvention
{
    /// <summary>The file says it itself, in the metadata that this project writes.</summary>
    Stated,

    /// <summary>Blue, green, red in 0..255 minus (103.939, 116.779, 123.68): the original Caffe models, Keras, Gatys' <c>vgg_conv.pth</c>.</summary>
    CaffeBgr,

    /// <summary>The same with red first: MatConvNet's <c>imagenet-vgg-verydeep-19</c>, and Caffe weights whose conv1_1 was already reversed.</summary>
    CaffeRgb,

    /// <summary>Red, green, blue in 0..1 minus (.485, .456, .406), divided by (.229, .224, .225): torchvision, MXNet and the ONNX model zoo.</summary>
    TorchVision,
}
