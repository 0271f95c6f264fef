package draftscope.app.window;

import draftscope.app.library.Listing;
import draftscope.app.library.ModelDescription;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// A column of the library's table that tells one fact of a model.
///
/// @param title   over the column, and in the menu of orders
/// @param help    what it is, with its unit
/// @param width   that it needs, in pixels
/// @param numbers whether it is set flush right
/// @param text    a model's fact; `–` where it is not known
/// @param order   smallest first; what is not known comes last
record LibraryColumn(String title, String help, double width, boolean numbers, Function<Listing, String> text,
        Comparator<Listing> order) {

    static LibraryColumn words(String title, String help, double width, Function<ModelDescription, String> text) {
        Function<Listing, String> fact = listing -> listing.description().map(text).orElse(Words.NONE);
        return new LibraryColumn(title, help, width, false, fact, unknownLast(listing -> 0)
                .thenComparing(fact, String.CASE_INSENSITIVE_ORDER));
    }

    static LibraryColumn number(String title, String help, double width, ToDoubleFunction<ModelDescription> number,
            Function<ModelDescription, String> text) {
        return new LibraryColumn(title, help, width, true,
                listing -> listing.description().map(text).orElse(Words.NONE),
                unknownLast(listing -> listing.description().map(number::applyAsDouble).orElse(0.0)));
    }

    private static Comparator<Listing> unknownLast(ToDoubleFunction<Listing> number) {
        return Comparator.<Listing>comparingInt(listing -> listing.description().isPresent() ? 0 : 1)
                .thenComparingDouble(number);
    }
}
