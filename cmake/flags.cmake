# The compiler's warnings are errors; the release binary is hardened (see docs/reliability.md).
add_library(fidele_flags INTERFACE)
target_compile_options(fidele_flags INTERFACE
  -g -Wall -Wextra -Werror -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wvla -Walloca -Wundef -Wstrict-prototypes
  -Wmissing-prototypes -Wno-missing-field-initializers -Wcast-qual -Wswitch-enum -Wnull-dereference -Wdate-time -fno-strict-aliasing -fno-common
  -fvisibility=hidden -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  target_compile_options(fidele_flags INTERFACE -Wimplicit-fallthrough=5 -Wlogical-op -Wduplicated-cond)
endif()

if(FIDELE_SANITIZE OR FIDELE_FUZZ)
  if(FIDELE_FUZZ)
    set(sanitizers address,undefined,fuzzer-no-link)
  else()
    set(sanitizers ${FIDELE_SANITIZE})
  endif()
  target_compile_options(fidele_flags INTERFACE -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(FIDELE_FUZZ) # NULL + 0, which clang alone complains of, is defined (WG14 N3322)
    target_compile_options(fidele_flags INTERFACE -fno-sanitize=pointer-overflow)
  endif()
  target_link_options(fidele_flags INTERFACE -fsanitize=${sanitizers})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(fidele_flags INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -fno-delete-null-pointer-checks -fPIE)
  if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    target_compile_options(fidele_flags INTERFACE -Wstack-usage=16384) # sanitizers need more
  endif()
  target_link_options(fidele_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code,-z,defs,-z,ibt,-z,shstk,--as-needed)
  set(CMAKE_C_FLAGS_RELEASE "-O2") # asserts stay on
endif()
if(FIDELE_COVERAGE)
  target_compile_options(fidele_flags INTERFACE --coverage -O0)
  target_link_options(fidele_flags INTERFACE --coverage)
endif()
