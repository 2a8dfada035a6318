#include "verif/cosim/axi_memory.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

namespace sockwire {

AxiMemory::AxiMemory(const Pins& pins, unsigned data_bytes, const Options& o)
    : options{o}, pins_{pins}, data_bytes_{data_bytes},
      random_{static_cast<std::minstd_rand::result_type>(o.seed % 0x7FFFFFFE + 1)} {
  reset();
}

void AxiMemory::reset() {
  for (const Burst& write : answers_) commit(write);
  writes_.clear(), answers_.clear();
  for (auto& queue : reads_) queue.clear();
  b_offered_ = r_offered_ = false;
  *pins_.awready = *pins_.wready = *pins_.bvalid = *pins_.bid = *pins_.bresp = 0;
  *pins_.arready = *pins_.rvalid = *pins_.rid = *pins_.rresp = *pins_.rlast = 0;
  std::memset(pins_.rdata, 0, data_bytes_);
}

std::uint8_t& AxiMemory::at(std::uint32_t address) {
  auto [page, fresh] = pages_.try_emplace(address / 4096);
  if (fresh) std::ranges::generate(page->second, [this] { return static_cast<std::uint8_t>(random_() >> 8); });
  return page->second[address % 4096];
}
std::uint8_t AxiMemory::read(std::uint32_t address) { return at(address); }
void AxiMemory::write(std::uint32_t address, std::uint8_t octet) { at(address) = octet; }

bool AxiMemory::idle() const {
  return writes_.empty() && answers_.empty() && reads_[0].empty() && reads_[1].empty();
}

AxiMemory::Word AxiMemory::word_at(std::uint32_t addr) {
  Word word;
  for (unsigned i = 0; i < data_bytes_; ++i) word.data[i] = at(addr + i);
  return word;
}

AxiMemory::Burst AxiMemory::burst(std::uint32_t addr, unsigned len, unsigned size, unsigned type, unsigned id,
                                  bool write) {
  const unsigned words = len + 1, octets = words * data_bytes_;
  const std::string what = std::string{write ? "a write" : "a read"} + " burst of " + std::to_string(words) +
                           " words at " + std::to_string(addr);
  if (type != 1 || 1U << size != data_bytes_ || addr % data_bytes_ != 0) throw std::runtime_error(what + " is not INCR of whole words");
  if (addr % 4096 + octets > 4096) throw std::runtime_error(what + " crosses 4 KiB");
  if (addr < options.base || addr - options.base + std::uint64_t{octets} > options.size) {
    throw std::runtime_error(what + " lies outside the memory");
  }
  return {.addr = addr, .id = id, .words = words, .resp = respond ? respond(write, addr) : std::uint8_t{0}};
}

void AxiMemory::commit(const Burst& write) {
  if (write.resp >= kSlverr) return;
  for (unsigned k = 0; k < write.words; ++k) {
    for (unsigned i = 0; i < data_bytes_; ++i) {
      if ((write.data[k].strb >> i & 1) != 0) at(write.addr + k * data_bytes_ + i) = write.data[k].data[i];
    }
  }
}

void AxiMemory::drive() {
  ++cycle_;
  *pins_.awready = !pause(), *pins_.wready = !pause(), *pins_.arready = !pause();
  if (!b_offered_ && !answers_.empty() && answers_.front().due <= cycle_ && !pause()) {
    commit(answers_.front());
    *pins_.bid = static_cast<std::uint8_t>(answers_.front().id), *pins_.bresp = answers_.front().resp;
    b_offered_ = true;
  }
  *pins_.bvalid = b_offered_;
  if (!r_offered_) {
    const auto ready = [&](unsigned id) { return !reads_[id].empty() && reads_[id].front().due <= cycle_; };
    r_id_ = static_cast<unsigned>(random_() >> 8) & 1;
    if (!ready(r_id_)) r_id_ ^= 1;
    r_offered_ = ready(r_id_) && !pause();
    Word word;
    for (auto& octet : word.data) octet = static_cast<std::uint8_t>(random_() >> 8);
    if (r_offered_) {
      const Burst& from = reads_[r_id_].front();
      const auto at_word = static_cast<unsigned>(from.data.size()) - from.words;  // early ones hold all their words
      if (from.resp < kSlverr) word = from.early ? from.data[at_word] : word_at(from.addr);
      *pins_.rresp = from.resp, *pins_.rlast = from.words == 1;
    }
    *pins_.rid = static_cast<std::uint8_t>(r_id_);
    std::memcpy(pins_.rdata, word.data.data(), data_bytes_);
  }
  *pins_.rvalid = r_offered_;
}

void AxiMemory::sample() {
  // Words first: those of a burst follow its address.
  if (*pins_.wvalid != 0 && *pins_.wready != 0) {
    if (writes_.empty()) throw std::runtime_error("words are written to no address");
    Burst& write = writes_.front();
    Word word;
    std::memcpy(word.data.data(), pins_.wdata, data_bytes_);
    std::memcpy(&word.strb, pins_.wstrb, data_bytes_ > 8 ? 2 : 1);
    write.data.push_back(word);
    ++counts_.words_written;
    if ((*pins_.wlast != 0) != (write.data.size() == write.words)) throw std::runtime_error("WLAST is wrong");
    if (*pins_.wlast != 0) {
      write.due = later();
      if (!answers_.empty()) write.due = std::max(write.due, answers_.back().due);
      answers_.push_back(std::move(write));
      writes_.pop_front();
    }
  }
  if (b_offered_ && *pins_.bready != 0) b_offered_ = false, answers_.pop_front();
  if (r_offered_ && *pins_.rready != 0) {
    r_offered_ = false;
    ++counts_.words_read;
    Burst& from = reads_[r_id_].front();
    from.addr += data_bytes_;
    if (--from.words == 0) reads_[r_id_].pop_front();
  }
  if (*pins_.awvalid != 0 && *pins_.awready != 0) {
    writes_.push_back(burst(*pins_.awaddr, *pins_.awlen, *pins_.awsize, *pins_.awburst, *pins_.awid, true));
    ++counts_.write_bursts;
  }
  if (*pins_.arvalid != 0 && *pins_.arready != 0) {
    Burst read = burst(*pins_.araddr, *pins_.arlen, *pins_.arsize, *pins_.arburst, *pins_.arid, false);
    read.due = later();
    read.early = (random_() >> 8 & 1) != 0;
    for (unsigned i = 0; i < read.words && read.early; ++i) read.data.push_back(word_at(read.addr + i * data_bytes_));
    reads_[read.id & 1].push_back(std::move(read));
    ++counts_.read_bursts;
  }
  counts_.most_outstanding = std::max(
      counts_.most_outstanding, static_cast<unsigned>(writes_.size() + answers_.size() + reads_[0].size() + reads_[1].size()));
}

}  // namespace sockwire
