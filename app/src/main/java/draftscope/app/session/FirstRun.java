package draftscope.app.session;

import draftscope.app.library.KnownModels;
import draftscope.decode.RunRequest;
import draftscope.samples.SampleModels;
import draftscope.trace.Observation;
import draftscope.trace.Recording;
import draftscope.trace.SamplingSettings;
import draftscope.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// What Draftscope does when nobody chose anything: a tale, by speculative decoding with a drawn tree. The same run comes
/// recorded, to be seen while the models are still being opened.
public final class FirstRun {
    public static final String TARGET = "tales-target";
    public static final String DRAFT = "tales-draft";
    public static final String METHOD = "rsd-c";
    public static final String PROMPT = "Once upon a time";
    public static final long SEED = 42;
    public static final int MAX_TOKENS = 200;
    public static final SamplingSettings SAMPLING = new SamplingSettings(0.8, 0, 1, 0);

    private FirstRun() {}

    /// The recorded first run, as an earlier Draftscope made it.
    public static Trace recorded() {
        try {
            return Recording.open("first-run.dscope.gz", SampleModels.recording()).trace();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the recorded first run cannot be read", unreadable);
        }
    }

    /// The first run with a method of the catalog, at its defaults.
    public static RunRequest request(String method) {
        return new RunRequest(method, Map.of(), PROMPT, List.of(), MAX_TOKENS, SAMPLING, SEED, Observation.LIGHT,
                KnownModels.standardThreads());
    }
}
