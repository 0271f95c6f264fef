package draftscope.model;

/// Hears how far the opening of a model has come, and may stop it. Called on the thread that opens.
@FunctionalInterface
public interface Progress {
    /// Hears nothing and never stops.
    Progress NONE = (_, _) -> true;

    /// Told after each tensor that was found and checked.
    ///
    /// @param tensors checked so far, from 1
    /// @param total   tensors in the file
    /// @return false to give up: the file is closed and the opening ends with a `CancellationException`
    boolean checked(int tensors, int total);
}
