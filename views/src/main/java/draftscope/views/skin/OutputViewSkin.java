package draftscope.views.skin;

import draftscope.views.OutputView;
import javafx.scene.control.SkinBase;

/// Draws a [OutputView].
public final class OutputViewSkin extends SkinBase<OutputView> {
    public OutputViewSkin(OutputView view) {
        super(view);
    }
}
