package draftscope.app.library;

import java.nio.file.Path;
import java.util.Optional;

/// A model of the library, as far as it is known.
///
/// @param name   as tables and menus show it: a sample's name, or the name of the file without its ending
/// @param origin why it is here
/// @param stamp  the files as they were when they were looked at
/// @param state  what is known of it
public record Listing(String name, Origin origin, Stamp stamp, State state) {
    /// Why a model is in the library.
    public enum Origin {
        /// It is shipped with the app.
        SAMPLE,
        /// It lies in a watched folder.
        FOLDER,
        /// The person opened it.
        OPENED
    }

    /// What is known of a model.
    public sealed interface State {
        /// It was found and will be read.
        record Waiting() implements State {}

        /// It can be used.
        record Known(ModelDescription description) implements State {}

        /// It cannot be used.
        ///
        /// @param sentence what is wrong and what is accepted
        record Refused(String sentence) implements State {}
    }

    static Listing waiting(String name, Origin origin, Stamp stamp) {
        return new Listing(name, origin, stamp, new State.Waiting());
    }

    Listing with(State now) {
        return new Listing(name, origin, stamp, now);
    }

    public Path path() {
        return stamp.path();
    }

    /// Size on disk.
    public long bytes() {
        return stamp.bytes();
    }

    /// What its files tell; empty while they wait to be read and where they cannot be.
    public Optional<ModelDescription> description() {
        return state instanceof State.Known(ModelDescription known) ? Optional.of(known) : Optional.empty();
    }

    /// Why it cannot be used, in one sentence; empty where nothing speaks against it.
    public Optional<String> refusal() {
        return state instanceof State.Refused(String sentence) ? Optional.of(sentence) : Optional.empty();
    }
}
