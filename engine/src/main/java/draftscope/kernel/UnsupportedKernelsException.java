package draftscope.kernel;

/// The kernels asked for cannot run here; the message says why and what can.
public final class UnsupportedKernelsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsupportedKernelsException(String message) {
        super(message);
    }
}
