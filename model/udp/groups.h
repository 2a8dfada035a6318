// Which UDP sockets are in which groups (RFC 1112 7.1): a few places for all of them together.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>

#include "model/config.h"

namespace sockwire::model {

class Groups {
 public:
  bool any() const {
    return std::ranges::any_of(places_, [](const auto& place) { return place.has_value(); });
  }
  bool has_member(std::uint32_t group) const {
    return std::ranges::any_of(places_,
                               [&](const auto& place) { return place && place->group == group; });
  }
  std::set<std::uint32_t> all() const {
    std::set<std::uint32_t> groups;
    for (const auto& place : places_)
      if (place) groups.insert(place->group);
    return groups;
  }
  bool is_member(std::uint16_t desc, std::uint32_t group) const {
    return std::ranges::any_of(places_, [&](const auto& p) { return p == Place{desc, group}; });
  }

  Errno join(std::uint16_t desc, std::uint32_t group) {
    if (is_member(desc, group)) return Errno::Eaddrinuse;
    const auto free = std::ranges::find(places_, std::optional<Place>{});
    if (free == places_.end()) return Errno::Enobufs;
    *free = Place{desc, group};
    return Errno::Ok;
  }
  Errno leave(std::uint16_t desc, std::uint32_t group) {
    const auto place = std::ranges::find(places_, std::optional(Place{desc, group}));
    if (place == places_.end()) return Errno::Eaddrnotavail;
    place->reset();
    return Errno::Ok;
  }
  void leave_all(std::uint16_t desc) {
    for (auto& place : places_)
      if (place && place->desc == desc) place.reset();
  }

 private:
  struct Place {
    std::uint16_t desc;
    std::uint32_t group;
    bool operator==(const Place&) const = default;
  };
  std::array<std::optional<Place>, kMemberships> places_;
};

}  // namespace sockwire::model
