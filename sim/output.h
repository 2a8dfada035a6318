// Where results go, found out before a run: nothing is left half-done for want of a place to write to.
#pragma once

#include <filesystem>
#include <string>

namespace sockwire {

// Makes the directory, and those above it. Throws Failure (exit 2) where that, or writing into it,
// is not possible.
void make_directory(const std::filesystem::path& directory);

// Throws Failure (exit 2) where this file cannot be written; does not make it. Empty: no file.
void check_writable(const std::string& file);

}  // namespace sockwire
