// `sockwire validate`: hands its words to tools/validate of the source tree.
#pragma once

namespace sockwire {

// Words behind "validate". Returns only by throwing Failure: the tool takes the program's place.
[[noreturn]] void run_validate(char** words);

}  // namespace sockwire
