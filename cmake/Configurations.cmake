# The top's variants that every check of the RTL as a whole goes through: a name and the parameters
# of toe.sv. rtl/toe_pkg.sv says what the numbers stand for.
set(SOCKWIRE_VARIANTS small small_mii base base_64 base_128 base_axi base_axi_128 base_jumbo large)
set(SOCKWIRE_VARIANT_small Config=0)
set(SOCKWIRE_VARIANT_small_mii Config=0 NoPhy=1)
set(SOCKWIRE_VARIANT_base Config=1)
set(SOCKWIRE_VARIANT_base_64 Config=1 DataBytes=8)
set(SOCKWIRE_VARIANT_base_128 Config=1 DataBytes=16)
set(SOCKWIRE_VARIANT_base_axi Config=1 External=1)
set(SOCKWIRE_VARIANT_base_axi_128 Config=1 DataBytes=16 External=1)
set(SOCKWIRE_VARIANT_base_jumbo Config=1 Mtu=9000)
set(SOCKWIRE_VARIANT_large Config=2)
