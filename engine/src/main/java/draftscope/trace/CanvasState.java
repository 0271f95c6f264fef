package draftscope.trace;

import java.util.List;
import java.util.Optional;

/// The canvas of a diffusion run.
public final class CanvasState {
    public int promptLength() {
        throw new UnsupportedOperationException("not built yet");
    }

    public int length() {
        throw new UnsupportedOperationException("not built yet");
    }

    public int maskToken() {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<BlockSpan> blocks() {
        throw new UnsupportedOperationException("not built yet");
    }

    public boolean masked(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int token(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int rows() {
        throw new UnsupportedOperationException("not built yet");
    }

    public int stepOfRow(int row) {
        throw new UnsupportedOperationException("not built yet");
    }

    public CanvasCell cell(int row, int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public int unmaskedAtRow(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public List<CanvasCell> history(int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<Prediction> prediction(int row, int position) {
        throw new UnsupportedOperationException("not built yet");
    }

    public Optional<UnmaskChoice> choice(int row, int position) {
        throw new UnsupportedOperationException("not built yet");
    }
}
