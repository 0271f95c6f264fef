package draftscope.views.layout;

/// How wide a text is, so that layouts run without a toolkit.
@FunctionalInterface
public interface TextMeasure {
    /// Width of `text` in the token face at `size` pixels.
    double width(String text, double size);
}
