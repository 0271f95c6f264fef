package draftscope.decode;

/// Whether a method's output follows the target's distribution, which may depend on its parameters.
@FunctionalInterface
public interface Exactness {
    /// Why the output does not follow the target's distribution; empty when it does.
    String lossyReason(ParameterValues values);
}
