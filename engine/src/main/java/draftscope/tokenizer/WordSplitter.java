package draftscope.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// Splits a text into the words that a vocabulary works on one by one (the field says pre-tokenizer). Immutable and
/// thread-safe.
@FunctionalInterface
interface WordSplitter {
    /// Appends the words of `text`, in order, none of them empty.
    ///
    /// @param begins whether the whole text begins here, as opposed to a part that follows a special piece
    void split(String text, boolean begins, List<String> words);

    /// The words of `splitters` one after another, each working on the words of the one before; the text itself where there
    /// are none.
    static WordSplitter chain(List<WordSplitter> splitters) {
        if (splitters.size() == 1) {
            return splitters.getFirst();
        }
        return (text, begins, words) -> {
            List<String> current = List.of(text);
            for (WordSplitter splitter : splitters) {
                List<String> next = new ArrayList<>();
                for (String word : current) {
                    splitter.split(word, begins && next.isEmpty(), next);
                }
                current = next;
            }
            words.addAll(current);
        };
    }
}
